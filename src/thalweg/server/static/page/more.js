// @ts-check
/** How much more would come under a scenario: estimates by several methods, as bars about 1, with their evidence. */

import { html, nothing, svg } from "../vendor/lit/lit.js";
import { assumed } from "./answer.js";
import { claims } from "./evidence.js";
import { MOVERS, complete } from "./question.js";
import { span, t } from "./words.js";

/** @param {any} a The answer of `response`, or null. @param {any} q @param {any} page */
export function more(a, q, page) {
  if (!complete(q)) return html`<p class="quiet">${t("panel.incomplete")}</p>`;
  if (String(q.scenario ?? "baseline") === "baseline") return html`<p class="quiet">${t("more.scenario")}</p>`;
  return html`${assuming(q, page)} ${a ? told(a, page) : nothing}`;
}

/** Speeds and what else no claim tells. @param {any} q @param {any} page */
function assuming(q, page) {
  const modes = [...new Set(page.things.filter((/** @type {any} */ x) => x.what === "link").map((/** @type {any} */ x) => x.mode))].filter((m) => m !== "transfer").sort();
  const speeds = Object.fromEntries((/** @type {string[]} */ ([q.speeds ?? []].flat())).map((x) => x.split("=")));
  const submit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const given = Object.fromEntries([...new FormData(/** @type {HTMLFormElement} */ (e.target))].map(([k, v]) => [k, String(v).trim()]));
    const kept = modes.map((m) => [m, given[`speed-${m}`]]).filter(([, v]) => v).map(([m, v]) => `${m}=${v}`);
    page.ask({ speeds: kept, transfer_h: given.transfer_h, [MOVERS]: given[MOVERS], trade_elasticity: given.trade_elasticity });
  };
  const field = (/** @type {string} */ name, /** @type {string} */ word, /** @type {unknown} */ value) => html`<label class="field"><span>${word}</span>
    <input name=${name} .value=${String(value ?? "")} autocomplete="off"></label>`;
  return html`<form class="adding" @submit=${submit}>
      ${modes.map((m) => field(`speed-${m}`, t("more.speed", { mode: t(`mode.${m}`) }), speeds[m]))}
      ${field("transfer_h", t("more.transfer_h"), q.transfer_h)} ${field(MOVERS, t("more.movers"), q[MOVERS])}
      ${field("trade_elasticity", t("more.trade_elasticity"), q.trade_elasticity)}
      <button type="submit" class="do">${t("queue.do")}</button></form>
    <p class="quiet">${t("more.help")}</p>`;
}

/** @param {any} a @param {any} page */
function told(a, page) {
  const known = a.rungs.filter((/** @type {any} */ r) => r.ratio);
  const why = new Map();
  for (const r of a.rungs) if (!r.ratio) why.set(r.why, [...new Set([...(why.get(r.why) ?? []), r.method])]);
  return html`
    <ul class="parts">${[a.before, a.after].map((s) => html`<li>${page.scenario(s.scenario)}: ${cost(s, a.unit)}</li>`)}</ul>
    ${known.length ? html`<h3>${t("more.estimates")}</h3>${ladder(known, a.unit)}` : nothing}
    ${why.size ? html`<details class="assumed" ?open=${!known.length}><summary>${t("more.no_answer")} <span class="count">${a.rungs.length - known.length}</span></summary>
      <ul lang="en">${[...why].map(([reason, methods]) => html`<li>${methods.join(", ")}: ${reason}</li>`)}</ul></details>` : nothing}
    ${a.caps.length ? html`<h3>${t("more.caps")}</h3><ul class="parts">${a.caps.map((/** @type {any} */ c) => html`<li>
      <button type="button" class="plain small" @click=${() => page.find(c.at)}>${page.name(c.at)}</button> <b>${span(c.per_day)}</b> ${t(`measure.${c.attribute.replace(/^capacity_|_per_day$/g, "")}`)}</li>`)}</ul>` : nothing}
    ${a.regimes.length ? html`<h3>${t("more.regimes")}</h3><p class="quiet">${t("more.regimes.help")}</p><ul class="facts">${a.regimes.map((/** @type {any} */ r) => html`<li>
      ${page.name(r.subject)}, ${r.valid}: <b>×${r.ratio}</b> <details><summary>${t("evidence.claims")}</summary>${claims("", [r.claim])}</details></li>`)}</ul>` : nothing}
    ${assumed(a.assumptions.map((/** @type {any} */ x) => x.sentence))}`;
}

/** @param {any} side @param {string} unit */
function cost(side, unit) {
  if (!side.ways.length) return t(side.verdict === "unknown" ? "more.way_unknown" : "more.no_way");
  const [low, high] = side.ways[0].cost;
  return high === null ? t("status.unknown") : html`<b>${span([low, high], 2)} ${unit === "h" ? t("unit.h") : ""}</b>`;
}

/** Multiples of before on an axis of powers, with 1 marked. @param {any[]} rungs @param {string} unit */
function ladder(rungs, unit) {
  const low = Math.min(0.8, ...rungs.map((r) => Math.max(1e-3, r.ratio[0])));
  const high = Math.max(1.25, ...rungs.map((r) => r.ratio[1]));
  const x = (/** @type {number} */ v) => 6 + (188 * Math.log(Math.max(v, low) / low)) / Math.log(high / low);
  return html`<ol class="bars more">${rungs.map((r) => html`<li><span lang="en">${r.method}<br><span class="quiet">${r.about}</span></span>
    <svg viewBox="0 0 200 16" aria-hidden="true"><line class="one" x1=${x(1)} x2=${x(1)} y1="0" y2="16"></line>
      ${svg`<line x1=${x(r.ratio[0])} x2=${x(r.ratio[1])} y1="8" y2="8"></line>`}
      ${r.ratio.map((/** @type {number} */ v) => svg`<circle cx=${x(v)} cy="8" r="4"></circle>`)}</svg>
    <b>×${span(r.ratio, 2)}</b>
    <span class="quiet">${[r.per_day ? `${span(r.per_day)} ${t("more.a_day")}` : "", r.capped ? t("more.capped") : "",
      r.settled ? t("more.settled", { count: span(r.settled) }) : "", r.gain ? t("more.gain", { gain: `${span(r.gain)} ${unit === "h" ? t("unit.h") : ""}` }) : ""].filter(Boolean).join(" · ")} ${r.status && r.status !== "settled" ? html`<span class="tag ${r.status}">${t(`status.${r.status}`)}</span>` : nothing}</span>
    ${r.claims.length ? html`<details><summary>${t("evidence.claims")} <span class="count">${r.claims.length}</span></summary>${claims("", r.claims)}</details>` : nothing}</li>`)}</ol>`;
}
