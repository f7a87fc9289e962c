// @ts-check
/** The access matrix: movers down, scenarios across, as a table whose cells ask. */

import { html } from "../vendor/lit/lit.js";
import { MARK } from "./verdicts.js";
import { t } from "./words.js";

/** @param {any} a The answer of `access`. @param {any} question @param {any} page */
export function matrix(a, question, page) {
  const cells = new Map(a.cells.map((/** @type {any} */ c) => [`${c.mover}\n${c.scenario}`, c]));
  const here = `${question.mover}\n${question.scenario ?? "baseline"}`;
  const cell = (/** @type {string} */ mover, /** @type {string} */ scenario) => {
    const c = /** @type {any} */ (cells.get(`${mover}\n${scenario}`));
    const now = here === `${mover}\n${scenario}`;
    return html`<td><button type="button" class="cell ${c.verdict}" aria-current=${now ? "true" : "false"}
      aria-label=${t("matrix.cell", { mover: page.mover(mover), scenario: page.scenario(scenario), verdict: t(`verdict.${c.verdict}`) })}
      title=${c.reason || t(`verdict.${c.verdict}`)}
      @click=${() => page.ask({ mover, scenario })}>${MARK[/** @type {keyof MARK} */ (c.verdict)]}</button></td>`;
  };
  return html`<p class="lead">${t("matrix.lead", { from: page.name(question.origin), to: page.name(question.destination) })}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("view.compare")}><table class="matrix">
      <thead><tr><th scope="col"><span class="quiet">${t("matrix.corner")}</span></th>
        ${a.scenarios.map((/** @type {string} */ s) => html`<th scope="col"><div><span>${page.scenario(s)}</span></div></th>`)}</tr></thead>
      <tbody>${a.movers.map((/** @type {string} */ m) => html`<tr><th scope="row">${page.mover(m)}</th>
        ${a.scenarios.map((/** @type {string} */ s) => cell(m, s))}</tr>`)}</tbody>
    </table></div>`;
}
