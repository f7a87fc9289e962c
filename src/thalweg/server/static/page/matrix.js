// @ts-check
/** Comparison: movers by scenarios, movers by months, or two scenarios side by side. */

import { html, nothing } from "../vendor/lit/lit.js";
import { badge, reason } from "./answer.js";
import { MARK } from "./verdicts.js";
import { language, number, t } from "./words.js";

export const OVER = ["scenarios", "months", "sides"];

/** Months before and after the day that are compared. */
const BEFORE = 5;
const MONTHS = 12;

/** The first of twelve months around a day, and the day itself. @param {string} on */
export function months(on) {
  const [y, m] = on.split("-").map(Number);
  const days = Array.from({ length: MONTHS }, (_, i) => new Date(Date.UTC(y, m - 1 - BEFORE + i, 1)).toISOString().slice(0, 10));
  return [...new Set([...days, on])].sort();
}

/** @param {any} a The answer. @param {import("./question.js").Question} q @param {any} page */
export function comparison(a, q, page) {
  const over = String(q.over ?? "scenarios");
  return html`<div class="choice" role="group" aria-label=${t("matrix.over")}>
      ${OVER.map((x) => html`<button type="button" aria-pressed=${x === over} @click=${() => page.ask({ over: x })}>${t(`matrix.over.${x}`)}</button>`)}</div>
    ${over === "sides" ? sides(a, q, page) : matrix(a, q, page, over)}`;
}

/** @param {any} a @param {any} q @param {any} page @param {string} over */
function matrix(a, q, page, over) {
  const byDay = over === "months";
  const columns = byDay ? a.on : a.scenarios;
  const key = (/** @type {any} */ c) => `${c.mover}\n${byDay ? c.on : c.scenario}`;
  const cells = new Map(a.cells.map((/** @type {any} */ c) => [key(c), c]));
  const here = `${q.mover}\n${byDay ? q.on : q.scenario ?? "baseline"}`;
  const day = (/** @type {string} */ d) => new Date(`${d}T00:00:00Z`).toLocaleDateString(language, { month: "short", year: "2-digit", day: d.endsWith("-01") ? undefined : "numeric", timeZone: "UTC" });
  const head = (/** @type {string} */ c) => (byDay ? day(c) : page.scenario(c));
  const cell = (/** @type {string} */ mover, /** @type {string} */ column) => {
    const c = /** @type {any} */ (cells.get(`${mover}\n${column}`));
    const now = here === `${mover}\n${column}`;
    return html`<td><button type="button" class="cell ${c.verdict}" aria-current=${now ? "true" : "false"}
      aria-label=${t("matrix.cell", { mover: page.mover(mover), scenario: head(column), verdict: t(`verdict.${c.verdict}`) })}
      title=${c.reason || t(`verdict.${c.verdict}`)}
      @click=${() => page.ask(byDay ? { mover, on: column } : { mover, scenario: column })}>${MARK[/** @type {keyof MARK} */ (c.verdict)]}</button></td>`;
  };
  return html`<p class="lead">${t(byDay ? "matrix.lead.months" : "matrix.lead", { from: page.name(q.origin), to: page.name(q.destination), scenario: page.scenario(String(q.scenario ?? "baseline")) })}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("view.compare")}><table class="matrix">
      <thead><tr><th scope="col"><span class="quiet">${t(byDay ? "matrix.corner.months" : "matrix.corner")}</span></th>
        ${columns.map((/** @type {string} */ s) => html`<th scope="col"><div><span>${head(s)}</span></div></th>`)}</tr></thead>
      <tbody>${a.movers.map((/** @type {string} */ m) => html`<tr><th scope="row">${page.mover(m)}</th>
        ${columns.map((/** @type {string} */ s) => cell(m, s))}</tr>`)}</tbody>
    </table></div>`;
}

/** @param {any} a The answer of `compare`. @param {any} q @param {any} page */
function sides(a, q, page) {
  const [first, last] = [a.sides[0], a.sides[a.sides.length - 1]];
  const side = (/** @type {any} */ s) => html`<div class="side"><h3>${page.scenario(s.scenario)}</h3>${badge(s.verdict)}
    <p class="quiet">${s.path.length ? t("sides.way", { km: number(s.length_km) }) : t("answer.no_way")}</p></div>`;
  return html`<label class="field"><span>${t("sides.against")}</span>
      <select name="against" @change=${(/** @type {any} */ e) => page.ask({ against: e.target.value })}>
        ${page.about.scenarios.map((/** @type {any} */ s) => html`<option value=${s.id} ?selected=${s.id === (q.against ?? "baseline")}>${s.title}</option>`)}</select></label>
    <div class="sides">${side(first)}${side(last)}</div>
    ${first === last ? html`<p class="quiet">${t("sides.same")}</p>` : html`
      ${told(t("sides.gone"), last.gone, page)} ${told(t("sides.new"), last.new, page)}
      ${last.links.length ? html`<h3>${t("sides.links")} <span class="count">${last.links.length}</span></h3><ul class="parts">
        ${last.links.slice(0, 30).map((/** @type {any} */ x) => html`<li><button type="button" class="plain small" @click=${() => page.find(x.link)}>${page.name(x.link)}</button>
          ${x.was ? badge(x.was) : "–"} <span aria-hidden="true">→</span> ${x.now ? badge(x.now) : "–"}</li>`)}</ul>` : nothing}
      ${!last.gone.length && !last.new.length && !last.links.length ? html`<p class="quiet">${t("sides.nothing")}</p>` : nothing}`}`;
}

/** @param {string} title @param {any[]} reasons @param {any} page */
function told(title, reasons, page) {
  return reasons.length ? html`<h3>${title} <span class="count">${reasons.length}</span></h3><ul class="reasons">${reasons.map((r) => reason(r, page))}</ul>` : nothing;
}
