// @ts-check
/** Who owes whom what on the day: a net of countries, their ties in words, and the instruments over time. */

import { html, nothing } from "../vendor/lit/lit.js";
import { net, timeline } from "./chart.js";
import { source } from "./evidence.js";
import { dayWords, t } from "./words.js";

const DUTIES = ["defence", "consultation", "nonaggression", "neutrality", "basing", "offence"];

/** @param {any} a The answer of `alliances`. @param {import("./question.js").Question} q @param {any} page */
export function treaties(a, q, page) {
  const country = String(q.country ?? "");
  const name = (/** @type {string} */ c) => page.country(c) === c ? a.countries[c] ?? c : page.country(c);
  const mine = a.ties.filter((/** @type {any} */ x) => !country || [x.owed_by, x.owed_to].includes(country));
  const of = new Set(mine.map((/** @type {any} */ x) => x.instrument));
  const rows = a.instruments.filter((/** @type {any} */ i) => !country || i.parties.includes(country));
  const pick = (/** @type {string} */ c) => page.ask({ country: c });
  return html`
    <p class="lead">${t("treaties.lead", { day: dayWords(a.question.on) })}</p>
    <div class="pair"><label class="field"><span>${t("treaties.duty")}</span>
      <select name="duty" @change=${(/** @type {any} */ e) => page.ask({ duty: e.target.value })}>
        ${DUTIES.map((d) => html`<option value=${d} ?selected=${d === (q.duty ?? "defence")}>${t(`duty.${d}`)}</option>`)}</select></label>
      <label class="field"><span>${t("treaties.country")}</span>
      <select name="country" @change=${(/** @type {any} */ e) => pick(e.target.value)}><option value="">${t("treaties.every")}</option>
        ${Object.keys(a.countries).map((c) => html`<option value=${c} ?selected=${c === country}>${name(c)}</option>`)}</select></label></div>
    ${a.ties.length ? net(a, country, pick, name) : html`<p class="quiet">${t("treaties.none")}</p>`}
    ${country ? html`<h3>${t("treaties.ties", { who: name(country) })} <span class="count">${others(mine, country).length}</span></h3>
      <ul class="ties">${[...of].map((id) => tie(a.instruments.find((/** @type {any} */ i) => i.id === id), mine, country, name))}</ul>` : nothing}
    <h3>${t("treaties.time")}</h3>
    ${timeline(rows, String(a.question.on), (id) => page.ask({ view: "facts", about: id }))}`;
}

/** @param {any[]} ties @param {string} country */
const others = (ties, country) => [...new Set(ties.flatMap((x) => [x.owed_by, x.owed_to]))].filter((c) => c !== country);

/** @param {any} i @param {any[]} ties @param {string} country @param {(code: string) => string} name */
function tie(i, ties, country, name) {
  const those = ties.filter((x) => x.instrument === i.id);
  const owes = new Set(those.filter((x) => x.owed_by === country).map((x) => x.owed_to));
  const owed = new Set(those.filter((x) => x.owed_to === country).map((x) => x.owed_by));
  const both = [...owes].filter((c) => owed.has(c));
  const list = (/** @type {Iterable<string>} */ codes) => [...codes].map(name).join(", ");
  const one = [...owes].filter((c) => !owed.has(c));
  const other = [...owed].filter((c) => !owes.has(c));
  return html`<li><b lang="en">${i.title}</b>
    ${both.length ? html`<div>${t("treaties.both", { who: list(both) })}</div>` : nothing}
    ${one.length ? html`<div>${t("treaties.owes", { who: list(one) })}</div>` : nothing}
    ${other.length ? html`<div>${t("treaties.owed", { who: list(other) })}</div>` : nothing}
    <div class="source">${source(i.source, i.url)} <span class="quiet">${those[0].article ? t("treaties.article", { article: those[0].article }) : ""} ${i.certainty === "seen" ? "" : t(`certainty.${i.certainty}`)}</span></div></li>`;
}
