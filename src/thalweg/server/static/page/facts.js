// @ts-check
/** What is known of one thing, found by its name or by words; and what a reader adds: claims with their source, and notes. */

import { html, nothing } from "../vendor/lit/lit.js";
import { spread } from "./chart.js";
import { claim, claims, property } from "./evidence.js";
import { t } from "./words.js";

/** Properties that decide passage come first. */
const FIRST = /^(status|consent|depth|vertical_clearance|draught|air_draught|beam|length_m|jurisdiction|track_gauge|ice|water)/;
const SOURCES = ["law", "official", "statement", "survey", "academic", "dataset", "reference", "derived", "news", "opinion", "blog", "recalled"];

/** @param {any} known The answer of `facts`, or of `claims`; or null. @param {import("./question.js").Question} q @param {any} page */
export function facts(known, q, page) {
  const search = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    page.ask({ words: String(new FormData(/** @type {HTMLFormElement} */ (e.target)).get("words") ?? "").trim(), about: "" });
  };
  const { things } = page;
  return html`<form class="pair" role="search" @submit=${search}>
      <label class="field"><span>${t("facts.of")}</span>
      <select name="about" @change=${(/** @type {any} */ e) => page.ask({ about: e.target.value, words: "" })}>
        ${q.about ? nothing : html`<option value="" selected>${t("facts.choose")}</option>`}
        ${q.about && !things.some((/** @type {any} */ x) => x.id === q.about) ? html`<option value=${q.about} selected>${page.name(q.about)}</option>` : nothing}
        ${["gate", "link", "place", "mover", "law"].map((what) => {
          const of = things.filter((/** @type {any} */ x) => x.what === what);
          return of.length
            ? html`<optgroup label=${t(`facts.${what}`)}>${of.map((/** @type {any} */ x) => html`<option value=${x.id} ?selected=${x.id === q.about}>${x.name}</option>`)}</optgroup>`
            : nothing;
        })}
      </select></label>
      <label class="field"><span>${t("facts.search")}</span><input type="search" name="words" .value=${String(q.words ?? "")} placeholder=${t("facts.words")}></label></form>
    ${!known ? html`<p class="quiet">${t("facts.help")}</p>` : known.claims ? found(known, page) : listed(known, page)}`;
}

/** @param {any} known The answer of `claims`. @param {any} page */
function found(known, page) {
  return html`<p class="quiet" role="status">${t("facts.found", { count: known.total })}</p>
    <ul class="claims">${known.claims.map((/** @type {any} */ c) => html`<li class="found"><button type="button" class="plain small" @click=${() => page.ask({ about: c.subject, words: "" })}>${page.name(c.subject) === c.subject ? c.name : page.name(c.subject)}</button>
      <ul class="claims">${claim(c)}</ul></li>`)}</ul>`;
}

/** @param {any} known @param {any} page */
function listed(known, page) {
  const rows = [...known.facts].sort((a, b) => Number(FIRST.test(b.question.attribute)) - Number(FIRST.test(a.question.attribute)));
  const notes = page.saved?.notes?.filter((/** @type {any} */ n) => n.about === known.subject) ?? [];
  const mine = page.saved?.claims?.filter((/** @type {any} */ c) => c.subject === known.subject) ?? [];
  return html`<p class="foot"><button type="button" class="plain small" @click=${() => page.find(known.subject)}>${t("reason.find")}</button></p>
    ${rows.length ? nothing : html`<p class="quiet">${t("facts.nothing")}</p>`}
    <ul class="properties">${rows.map(row)}</ul>
    ${mine.length ? html`<h3>${t("save.claims")}</h3><ul class="parts">${mine.map((/** @type {any} */ c) => html`<li><span lang="en">${property(c.attribute)}: <b>${c.value} ${c.unit ?? ""}</b></span>
      <span class="quiet">${t("save.by", { who: c.by })}</span>
      ${page.me?.writes ? html`<button type="button" class="plain small danger" @click=${() => page.dropSaved("claims", c)}>${t("save.withdraw")}</button>` : nothing}</li>`)}</ul>` : nothing}
    ${page.me?.writes ? adding(known.subject, page) : nothing}
    ${notes.length || page.me?.writes ? html`<h3>${t("notes.title")}</h3><ul class="parts">${notes.map((/** @type {any} */ n) => html`<li><span class="note">${n.text}</span>
      <span class="quiet">${t("save.by", { who: n.by })}</span>
      ${page.me?.writes ? html`<button type="button" class="plain small danger" @click=${() => page.dropSaved("notes", n)}>${t("notes.drop")}</button>` : nothing}</li>`)}</ul>` : nothing}
    ${page.me?.writes ? noting(known.subject, page) : nothing}
    ${page.told.saving ? html`<p class=${page.told.saving.error ? "error" : "quiet"} role="status">${page.told.saving.error ?? page.told.saving.said}</p>` : nothing}`;
}

/** @param {any} f */
function row(f) {
  const range = f.low !== null && f.high !== null && f.low !== f.high ? `${f.low}–${f.high} ${f.unit}` : "";
  return html`<li><details><summary><span class="attribute" lang="en">${property(f.question.attribute)}</span>
      <span class="value" lang="en">${f.text}</span>
      <span class="tag ${f.status}">${t(`status.${f.status}`)}</span></summary>
    <div class="evidence">
      ${range ? html`<p class="quiet">${t("facts.range", { range })}</p>` : nothing}
      ${spread(f)}
      ${f.why ? html`<p class="quiet" lang="en">${f.why}</p>` : nothing}
      ${claims(t("evidence.for"), f.for)} ${claims(t("evidence.against"), f.against)} ${claims(t("evidence.dropped"), f.dropped)}
    </div></details></li>`;
}

/** The form that adds a claim with its source. @param {string} subject @param {any} page */
function adding(subject, page) {
  const rows = page.rowsOf(subject);
  const picked = rows.find((/** @type {any} */ r) => r.name === page.draft.attribute);
  const submit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const given = new FormData(form);
    const text = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
    const qualifiers = Object.fromEntries((picked?.qualifiers ?? []).map((/** @type {string} */ k) => [k, text(`q-${k}`)]).filter(([, v]) => v));
    page.saveClaim({
      subject, attribute: text("attribute"), value: text("value"), unit: picked?.type === "number" ? picked.unit : "", qualifiers, valid: text("valid"), note: text("note"),
      source: { title: text("title"), kind: text("kind"), url: text("url"), published: text("published") },
    });
  };
  return html`<details class="add"><summary>${t("claim.add")}</summary><form class="adding" @submit=${submit}>
    <label class="field"><span>${t("whatif.property")}</span>
      <select name="attribute" required @change=${(/** @type {any} */ e) => page.setDraft({ subject, attribute: e.target.value })}><option value=""></option>
        ${rows.map((/** @type {any} */ r) => html`<option value=${r.name} lang="en" title=${r.description} ?selected=${r.name === picked?.name}>${property(r.name)}</option>`)}</select></label>
    <label class="field"><span>${t("whatif.value")}${picked?.unit ? ` (${picked.unit})` : ""}</span>
      ${picked?.values?.length ? html`<select name="value" required>${[...picked.values, "unknown"].map((v) => html`<option lang="en">${v}</option>`)}</select>` : html`<input name="value" required autocomplete="off">`}</label>
    ${(picked?.qualifiers ?? []).map((/** @type {string} */ k) => html`<label class="field"><span lang="en">${k}</span><input name="q-${k}" autocomplete="off"></label>`)}
    <label class="field"><span>${t("claim.valid")}</span><input name="valid" placeholder="2024-07-01/.." autocomplete="off"></label>
    <label class="field wide"><span>${t("claim.source")}</span><input name="title" required maxlength="500" autocomplete="off"></label>
    <label class="field"><span>${t("claim.kind")}</span><select name="kind" required>${SOURCES.map((k) => html`<option value=${k} ?selected=${k === "news"}>${t(`source.${k}`)}</option>`)}</select></label>
    <label class="field"><span>${t("claim.published")}</span><input name="published" placeholder="2024-07" autocomplete="off"></label>
    <label class="field wide"><span>${t("claim.url")}</span><input name="url" type="url" placeholder="https://" autocomplete="off"></label>
    <label class="field wide"><span>${t("claim.note")}</span><input name="note" autocomplete="off"></label>
    <button type="submit" class="do">${t("claim.do")}</button></form></details>`;
}

/** @param {string} about @param {any} page */
function noting(about, page) {
  const submit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const form = /** @type {HTMLFormElement} */ (e.target);
    const text = String(new FormData(form).get("text") ?? "").trim();
    if (text) page.saveNote({ about, text, question: location.search }).then(() => form.reset());
  };
  return html`<form class="adding" @submit=${submit}><label class="field wide"><span>${t("notes.new")}</span><textarea name="text" rows="2" maxlength="10000" required></textarea></label>
    <button type="submit" class="do">${t("notes.do")}</button></form>`;
}
