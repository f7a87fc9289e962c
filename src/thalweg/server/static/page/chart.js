// @ts-check
/** Small pictures beside the words that say the same: the claims of a contested number, and instruments over time. */

import { html, nothing, svg } from "../vendor/lit/lit.js";
import { number, t } from "./words.js";

/** Round marks for an axis. @param {number} low @param {number} high */
function marks(low, high) {
  const step = 10 ** Math.floor(Math.log10((high - low) / 3 || 1));
  const wide = [1, 2, 5, 10].map((k) => k * step).find((s) => (high - low) / s <= 5) ?? step;
  const first = Math.ceil(low / wide) * wide;
  return Array.from({ length: 8 }, (_, i) => Number((first + i * wide).toPrecision(12))).filter((x) => x <= high);
}

/** What is claimed of a number, as dots and bars on one axis. @param {any} f An answer of `facts`. */
export function spread(f) {
  const values = [["for", f.for], ["against", f.against], ["dropped", f.dropped]].flatMap(([stance, claims]) =>
    claims.map((/** @type {any} */ c) => ({ ...c, stand: stance })),
  ).filter((c) => c.low !== null && c.high !== null);
  if (values.length < 2 || !f.unit || f.low === f.high) return nothing;
  const all = values.flatMap((c) => [c.low, c.high]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low || 1) * 0.08;
  const x = (/** @type {number} */ v) => 12 + (376 * (v - low + room)) / (high - low + 2 * room);
  const tall = 14 * values.length + 22;
  return html`<svg class="spread" viewBox="0 0 400 ${tall}" role="img" aria-label=${t("chart.spread", { count: values.length, low: number(low, 2), high: number(high, 2), unit: f.unit })}>
    ${f.low !== null && f.high !== null ? svg`<rect class="range" x=${x(f.low)} width=${Math.max(2, x(f.high) - x(f.low))} y="0" height=${tall - 18}></rect>` : nothing}
    ${marks(low - room, high + room).map((m) => svg`<line class="grid" x1=${x(m)} x2=${x(m)} y1="0" y2=${tall - 18}></line>
      <text x=${x(m)} y=${tall - 5} text-anchor="middle">${number(m, 2)} ${f.unit}</text>`)}
    ${values.map((c, i) => svg`<g class=${c.stand}><title>${c.stated}, ${c.publisher || c.source}</title>
      <line x1=${x(c.low)} x2=${x(c.high)} y1=${14 * i + 9} y2=${14 * i + 9}></line>
      ${mark(c.stand, x(c.low), 14 * i + 9)} ${c.low !== c.high ? mark(c.stand, x(c.high), 14 * i + 9) : nothing}</g>`)}
  </svg>`;
}

/** A mark whose shape tells how the claim stands. @param {string} stand @param {number} x @param {number} y */
function mark(stand, x, y) {
  if (stand === "for") return svg`<circle cx=${x} cy=${y} r="4.5"></circle>`;
  if (stand === "against") return svg`<path d="M${x - 4.5} ${y + 4}h9l-4.5-8.5z"></path>`;
  return svg`<path class="thin" d="M${x - 4} ${y - 4}l8 8m0-8l-8 8"></path>`;
}

/**
 * Instruments as bars over the years, with the day that is asked about.
 * @param {any[]} rows Instruments with `from` and `until`. @param {string} on @param {(id: string) => void} pick
 */
export function timeline(rows, on, pick) {
  const year = (/** @type {string} */ day) => Number(day.slice(0, 4)) + (Number(day.slice(5, 7) || 1) - 1) / 12;
  const now = year(on);
  const first = Math.max(1900, Math.min(now - 5, ...rows.map((r) => (r.from ? year(r.from) : now))));
  const last = Math.max(now + 3, ...rows.map((r) => (r.until ? year(r.until) : now)));
  const x = (/** @type {number} */ y) => (100 * (Math.min(Math.max(y, first), last) - first)) / (last - first);
  return html`<div class="timeline" role="list">
    ${rows.map((r) => {
      const a = x(r.from ? year(r.from) : first);
      const b = r.until ? x(year(r.until)) : 100;
      return html`<div role="listitem" class=${r.in_force ? "now" : "past"}>
        <button type="button" lang="en" @click=${() => pick(r.id)}>${r.title}</button>
        <span class="bar"><i .style=${`left:${a.toFixed(2)}%;width:${Math.max(0.6, b - a).toFixed(2)}%`}></i><b .style=${`left:${x(now).toFixed(2)}%`}></b></span>
        <span class="quiet">${r.from ?? "…"} – ${r.until ?? t("treaties.still")}</span></div>`;
    })}</div>`;
}

/** The countries on a circle, and who owes whom. @param {any} a The answer of `alliances`. @param {string} country @param {(code: string) => void} pick @param {(code: string) => string} name */
export function net(a, country, pick, name) {
  const codes = Object.keys(a.countries);
  const at = new Map(codes.map((c, i) => {
    const turn = (2 * Math.PI * i) / codes.length - Math.PI / 2;
    return [c, [200 + 168 * Math.cos(turn), 200 + 168 * Math.sin(turn)]];
  }));
  const pairs = new Map();
  for (const tie of a.ties) {
    const key = [tie.owed_by, tie.owed_to].sort().join(" ");
    pairs.set(key, { key, mine: key.split(" ").includes(country), both: pairs.has(key) });
  }
  const drawn = [...pairs.values()].sort((p, q) => Number(p.mine) - Number(q.mine));
  const bound = new Set(drawn.filter((p) => p.mine).flatMap((p) => p.key.split(" ")));
  return html`<svg class="net" viewBox="0 0 400 400" role="img" aria-label=${t("treaties.net", { ties: pairs.size, countries: codes.length })}>
    ${drawn.map((p) => {
      const [[x1, y1], [x2, y2]] = p.key.split(" ").map((/** @type {string} */ c) => /** @type {number[]} */ (at.get(c)));
      return svg`<path class=${p.mine ? "mine" : country ? "other" : "all"} d="M${x1} ${y1}Q200 200 ${x2} ${y2}"></path>`;
    })}
    ${codes.map((c) => {
      const [x, y] = /** @type {number[]} */ (at.get(c));
      return svg`<g class=${c === country ? "me" : bound.has(c) ? "bound" : ""} @click=${() => pick(c === country ? "" : c)}>
        <title>${name(c)}</title><circle cx=${x} cy=${y} r=${codes.length > 36 ? 10 : 13}></circle>
        <text x=${x} y=${y + 3.5} text-anchor="middle">${c}</text></g>`;
    })}</svg>`;
}
