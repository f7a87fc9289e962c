// @ts-check
/** What is known of one thing: every property with its value, its range and the claims for and against. */

import { html, nothing } from "../vendor/lit/lit.js";
import { claims, property } from "./evidence.js";
import { t } from "./words.js";

/** Properties that decide passage come first. */
const FIRST = /^(status|consent|depth|vertical_clearance|draught|air_draught|beam|length_m|jurisdiction|track_gauge|ice|water)/;

/** @param {any} known The answer of `facts`, or null. @param {any[]} things @param {any} page */
export function facts(known, things, page) {
  return html`<label class="field"><span>${t("facts.of")}</span>
      <select name="about" @change=${(/** @type {any} */ e) => page.ask({ about: e.target.value })}>
        ${known ? nothing : html`<option value="" selected>${t("facts.choose")}</option>`}
        ${known && !things.some((x) => x.id === known.subject) ? html`<option value=${known.subject} selected>${page.name(known.subject)}</option>` : nothing}
        ${["gate", "link", "place", "mover", "law"].map((what) => {
          const of = things.filter((x) => x.what === what);
          return of.length
            ? html`<optgroup label=${t(`facts.${what}`)}>${of.map((x) => html`<option value=${x.id} ?selected=${x.id === known?.subject}>${x.name}</option>`)}</optgroup>`
            : nothing;
        })}
      </select></label>
    ${known ? listed(known, page) : html`<p class="quiet">${t("facts.help")}</p>`}`;
}

/** @param {any} known @param {any} page */
function listed(known, page) {
  const rows = [...known.facts].sort((a, b) => Number(FIRST.test(b.question.attribute)) - Number(FIRST.test(a.question.attribute)));
  return html`<p class="foot"><button type="button" class="plain small" @click=${() => page.find(known.subject)}>${t("reason.find")}</button></p>
    ${rows.length ? nothing : html`<p class="quiet">${t("facts.nothing")}</p>`}
    <ul class="properties">${rows.map(row)}</ul>`;
}

/** @param {any} f */
function row(f) {
  const range = f.low !== null && f.high !== null && f.low !== f.high ? `${f.low}–${f.high} ${f.unit}` : "";
  return html`<li><details><summary><span class="attribute" lang="en">${property(f.question.attribute)}</span>
      <span class="value" lang="en">${f.text}</span>
      <span class="tag ${f.status}">${t(`status.${f.status}`)}</span></summary>
    <div class="evidence">
      ${range ? html`<p class="quiet">${t("facts.range", { range })}</p>` : nothing}
      ${f.why ? html`<p class="quiet" lang="en">${f.why}</p>` : nothing}
      ${claims(t("evidence.for"), f.for)} ${claims(t("evidence.against"), f.against)} ${claims(t("evidence.dropped"), f.dropped)}
    </div></details></li>`;
}
