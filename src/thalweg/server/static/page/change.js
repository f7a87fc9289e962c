// @ts-check
/** What would change the answer: `unlock`, sets of changes; and `settle`, facts to be found out. */

import { html, nothing } from "../vendor/lit/lit.js";
import { badge, reason } from "./answer.js";
import { claims } from "./evidence.js";
import { VERDICTS } from "./verdicts.js";
import { dayWords, number, t } from "./words.js";

/** @param {any} u The answer of `unlock`. @param {any} page */
export function unlock(u, page) {
  const who = (/** @type {string[]} */ ids) => ids.map((x) => page.country(x)).join(", ");
  return html`
    <p class="lead">${badge(u.verdict)} ${lead(u)}</p>
    ${u.veto_holders.length ? html`<p class="veto">${t("unlock.veto", { who: who(u.veto_holders) })}</p>` : nothing}
    ${u.sets.map((/** @type {any} */ s, /** @type {number} */ i) => set(s, i, u, who, page))}
    ${u.stuck.length ? html`<h3>${t("unlock.stuck")}</h3><ul class="reasons">${u.stuck.map((/** @type {any} */ r) => reason(r, page))}</ul>` : nothing}
    ${u.opens_on ? html`<p class="lead"><b>${t("unlock.opens_on", { day: dayWords(u.opens_on) })}</b></p>` : nothing}
    ${u.sets.length ? html`<p class="quiet">${u.proved ? t("unlock.proved") : t("unlock.not_proved")}</p>` : nothing}`;
}

/** @param {any} u */
function lead(u) {
  if (VERDICTS.indexOf(u.verdict) <= VERDICTS.indexOf(u.target)) return t("unlock.open");
  return u.sets.length ? t("unlock.lead", { target: t(`verdict.${u.target}`) }) : t("unlock.none");
}

/** The question under which a set was verified. @param {any} s @param {any} u */
function trial(s, u) {
  const trip = Object.entries({ ...u.question.trip, ...s.trip }).map(([k, v]) => `${k}=${v}`);
  const meets = [...new Set([...u.question.meets, ...s.meets])].join(",");
  return { scenario: s.scenario, trip, meets, ...(s.mover ? { mover: s.mover } : {}) };
}

/** @param {any} s @param {number} i @param {any} u @param {(ids: string[]) => string} who @param {any} page */
function set(s, i, u, who, page) {
  const cost = [
    s.cost_usd ? t("unlock.cost", { cost: number(s.cost_usd, 0) }) : "",
    s.unpriced ? t("unlock.unpriced", { count: s.unpriced }) : "",
  ].filter(Boolean).join(", ");
  const kinds = [...new Set(s.levers.map((/** @type {any} */ x) => x.kind))];
  return html`<section class="set"><details ?open=${i === 0}>
    <summary><b>${t("unlock.set", { number: i + 1, count: s.levers.length })}</b> ${badge(s.verdict)}
      <span class="quiet">${[s.holders.length ? t("unlock.holders", { who: who(s.holders) }) : "", cost].filter(Boolean).join(" · ")}</span></summary>
    ${s.scenario ? html`<p class="foot"><button type="button" class="plain small" @click=${() => page.ask({ ...trial(s, u), view: "whatif" })}>${t("unlock.try")}</button></p>` : nothing}
    ${kinds.map((k) => html`<h3 class="minor">${t(`lever.${k}`)}</h3><ul class="levers">
      ${s.levers.filter((/** @type {any} */ x) => x.kind === k).map((/** @type {any} */ x) => html`<li>
        <span lang="en">${x.text}</span>
        ${u.vetoes.includes(x.id) ? html`<span class="tag">${t("unlock.in_every")}</span>` : nothing}
        ${x.months ? html`<span class="quiet">${t("unlock.months", { count: x.months })}</span>` : nothing}
        ${x.claims.length ? html`<details><summary>${t("evidence.claims")}</summary>${claims("", x.claims)}</details>` : nothing}</li>`)}</ul>`)}
  </details></section>`;
}

/** @param {any} s The answer of `settle`. @param {any} page */
export function settle(s, page) {
  const cell = s.cells[0];
  const facts = new Map(cell.facts.map((/** @type {any} */ f) => [f.id, f]));
  const text = (/** @type {string} */ id) => facts.get(id)?.text ?? id;
  const decisive = new Set(cell.decisive);
  return html`
    <p class="lead">${badge(cell.verdict)} ${cell.facts.length ? t("settle.lead") : t(`settle.none.${cell.verdict === "blocked" ? "blocked" : "open"}`)}</p>
    ${cell.decisive.length ? html`<h3>${t("settle.decisive")}</h3><p class="quiet">${t("settle.decisive.help")}</p>
      <ul class="facts">${cell.facts.filter((/** @type {any} */ f) => decisive.has(f.id)).map((/** @type {any} */ f) => unknown(f, page))}</ul>` : nothing}
    ${cell.opens.length ? html`<h3>${t("settle.opens")}</h3>${cell.opens.map((/** @type {string[]} */ ids) => html`<ul class="facts">
      ${ids.map((id) => html`<li><span lang="en">${text(id)}</span>: <b lang="en">${facts.get(id)?.yes ?? ""}</b></li>`)}</ul>`)}` : nothing}
    ${cell.blocks.length ? html`<h3>${t("settle.blocks")}</h3><p class="quiet">${t("settle.blocks.help")}</p>
      <ul class="facts">${cell.blocks.map((/** @type {string[]} */ ids) => html`<li lang="en">${ids.map(text).join(` ${t("settle.and")} `)}</li>`)}</ul>` : nothing}
    ${cell.stuck.length ? html`<h3>${t("unlock.stuck")}</h3><ul class="reasons">${cell.stuck.map((/** @type {any} */ r) => reason(r, page))}</ul>` : nothing}
    <p class="quiet">${cell.proved ? t("unlock.proved") : t("unlock.not_proved")}</p>`;
}

/** @param {any} f @param {any} page */
function unknown(f, page) {
  const subject = f.id.split(" of ").slice(1).join(" of ");
  return html`<li><span lang="en">${f.text}</span>: <b lang="en">${f.yes}</b>?
    ${f.claims.length ? html`<details><summary>${t("settle.said", { count: f.claims.length })}</summary>${claims("", f.claims)}</details>` : html`<span class="tag unknown">${t("settle.nothing_said")}</span>`}
    ${subject ? html`<button type="button" class="plain small" @click=${() => page.ask({ view: "facts", about: subject })}>${t("settle.facts")}</button>` : nothing}</li>`;
}
