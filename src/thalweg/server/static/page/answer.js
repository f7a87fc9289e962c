// @ts-check
/** The answer: the verdict in words, the way, and every reason with its evidence. */

import { html, nothing } from "../vendor/lit/lit.js";
import { claims, source } from "./evidence.js";
import { MARK } from "./verdicts.js";
import { number, t } from "./words.js";

const MOST_SHOWN = 12;

/** @param {string} verdict */
export function badge(verdict) {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${MARK[/** @type {keyof MARK} */ (verdict)]}</span>${t(`verdict.${verdict}`)}</span>`;
}

/**
 * @param {any} a The answer of `check`.
 * @param {{name: (id: string) => string, ask: (change: Record<string, string>) => void, find: (id: string) => void, wholeWay: () => void}} page
 */
export function answer(a, page) {
  const meets = a.question.meets ?? [];
  return html`
    <div class="verdict ${a.verdict}">
      ${badge(a.verdict)} <span class="gloss">${t(`verdict.${a.verdict}.gloss`)}</span>
      <p class="sentence" lang="en">${a.sentence}</p>
    </div>
    <div class="next">
      ${a.verdict === "clear" || a.verdict === "conditional"
        ? nothing
        : html`<button type="button" class="do" @click=${() => page.ask({ view: "unlock" })}>${t("answer.unlock")}</button>
            <button type="button" class="do" @click=${() => page.ask({ view: "settle" })}>${t("answer.settle")}</button>`}
      <button type="button" class="plain" @click=${() => page.ask({ view: "compare" })}>${t("answer.compare")}</button>
    </div>
    ${a.reasons.length
      ? html`<h3>${t("answer.because")} <span class="count">${a.reasons.length}</span></h3>
          ${folded(a.reasons.map((/** @type {any} */ r) => reason(r, page)), (/** @type {any} */ rows) => html`<ul class="reasons">${rows}</ul>`)}`
      : nothing}
    ${a.requirements.length || meets.length
      ? html`<h3>${t("answer.to_be_met")}</h3>
          <ul class="ticks">${a.requirements.map((/** @type {any} */ q) => requirement(q, meets, page))}
            ${meets.map((/** @type {string} */ m) => requirement({ token: m, text: "" }, meets, page))}</ul>`
      : nothing}
    ${a.path.length
      ? html`<h3>${t("answer.way")} <span class="count">${number(a.length_km)} km</span>
            <button type="button" class="plain small" @click=${page.wholeWay}>${t("answer.whole_way")}</button></h3>
          ${folded(a.path.map((/** @type {any} */ s) => step(s, page)), (/** @type {any} */ rows) => html`<ol class="way">${rows}</ol>`)}`
      : html`<p class="quiet">${t("answer.no_way")}</p>`}
    ${assumed(a.assumptions.map((/** @type {any} */ x) => x.sentence))}`;
}

/** What was taken for granted. @param {string[]} sentences */
export function assumed(sentences) {
  if (!sentences.length) return nothing;
  return html`<details class="assumed"><summary>${t("answer.assumed")} <span class="count">${sentences.length}</span></summary>
    <ul lang="en">${sentences.map((x) => html`<li>${x}</li>`)}</ul></details>`;
}

/** Show the first of many rows, and the rest on demand. @param {unknown[]} rows @param {(rows: unknown[]) => unknown} list */
function folded(rows, list) {
  if (rows.length <= MOST_SHOWN + 3) return list(rows);
  return html`${list(rows.slice(0, MOST_SHOWN))}<details class="rest"><summary>${t("answer.more", { count: rows.length - MOST_SHOWN })}</summary>
    ${list(rows.slice(MOST_SHOWN))}</details>`;
}

/** @param {any} r @param {any} page */
export function reason(r, page) {
  const mark = MARK[/** @type {keyof MARK} */ (r.verdict)];
  const ranges = r.kind === "fit" ? html`<dl class="ranges"><dt>${t("reason.need")}</dt><dd>${r.need_range.text}</dd>
      <dt>${t("reason.have")}</dt><dd>${r.have.text} ${r.have.status === "settled" ? nothing : html`<span class="tag ${r.have.status}">${t(`status.${r.have.status}`)}</span>`}</dd></dl>` : nothing;
  return html`<li class=${r.verdict}><details>
    <summary><span class="mark ${r.verdict}" role="img" aria-label=${t(`verdict.${r.verdict}`)}>${mark}</span><span lang="en">${r.sentence}</span></summary>
    <div class="evidence">
      ${ranges} ${claims(t("evidence.claims"), r.claims)}
      ${r.sources?.length
        ? html`<h3 class="minor">${t("evidence.law")}</h3><ul class="claims">${r.sources.map((/** @type {any} */ s) => html`<li>${source(s.source, s.url)}</li>`)}</ul>`
        : nothing}
      ${r.levers.length ? html`<h3 class="minor">${t("reason.levers")}</h3><ul lang="en">${r.levers.map((/** @type {string} */ x) => html`<li>${x}</li>`)}</ul>` : nothing}
      <p class="foot"><code>${r.rule}</code>
        <button type="button" class="plain small" @click=${() => page.ask({ view: "facts", about: r.at })}>${t("reason.facts", { name: page.name(r.at) })}</button>
        <button type="button" class="plain small" @click=${() => page.find(r.at)}>${t("reason.find")}</button></p>
    </div></details></li>`;
}

/** @param {any} q @param {string[]} meets @param {any} page */
function requirement(q, meets, page) {
  const met = meets.includes(q.token);
  const toggle = () => page.ask({ meets: (met ? meets.filter((m) => m !== q.token) : [...meets, q.token]).join(",") });
  return html`<li><label><input type="checkbox" .checked=${met} @change=${toggle}>
    <span><b>${q.token.replaceAll("_", " ")}</b>${q.text ? html`<span lang="en">: ${q.text}</span>` : nothing} ${met ? html`<span class="tag">${t("answer.taken_as_met")}</span>` : nothing}</span></label></li>`;
}

/** @param {any} s @param {any} page */
function step(s, page) {
  return html`<li class=${s.verdict}><button type="button" @click=${() => page.find(s.link)}>
    <span class="mark ${s.verdict}" role="img" aria-label=${t(`verdict.${s.verdict}`)}>${MARK[/** @type {keyof MARK} */ (s.verdict)]}</span>
    <span>${page.name(s.link)}</span><span class="quiet">${t(`mode.${s.mode}`)}, ${number(s.length_km)} km</span></button></li>`;
}
