// @ts-check
/** The question, as a row of fields. */

import { LitElement, html, nothing } from "../vendor/lit/lit.js";
import { live } from "../vendor/lit/directives/live.js";
import { parted } from "./scenario.js";
import { named, t } from "./words.js";

const KINDS = ["vessel", "train", "truck", "consignment", "person"];
/** More places than this are typed and not picked from a list. */
const MOST_LISTED = 400;

export class QuestionBar extends LitElement {
  static properties = { about: { attribute: false }, question: { attribute: false }, cases: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.about = null;
    this.cases = [];
    /** @type {any} */
    this.question = {};
  }

  /** @param {Record<string, string>} change */
  _change(change) {
    this.dispatchEvent(new CustomEvent("ask", { detail: change, bubbles: true }));
  }

  render() {
    const { about, question: q } = this;
    return html`<form class="bar" aria-label=${t("bar.label")} @submit=${(/** @type {Event} */ e) => e.preventDefault()}>
      ${this._field("case", this._select("case", q.case, this.cases.map((c) => [c.name, c.title])))}
      ${about
        ? html`${this._field("mover", this._movers())} ${this._field("origin", this._place("origin"))}
            <button type="button" class="swap" title=${t("bar.swap")} aria-label=${t("bar.swap")}
              @click=${() => this._change({ origin: q.destination, destination: q.origin })}>⇄</button>
            ${this._field("destination", this._place("destination"))} ${this._field("on", this._day("on"))}
            ${this._field("scenario", this._select("scenario", q.scenario ?? "baseline", this._scenarios()))}
            ${this._field("known_on", this._day("known_on"), t("bar.known_on.help"))} ${this._also()}`
        : nothing}
    </form>`;
  }

  /** @param {string} name @param {unknown} control @param {string} [help] */
  _field(name, control, help) {
    return html`<label class="field field-${name}" title=${help ?? nothing}><span>${t(`bar.${name}`)}</span>${control}</label>`;
  }

  /** @param {string} name @param {string} value @param {string[][]} options */
  _select(name, value, options) {
    return html`<select name=${name} .value=${live(value ?? "")} @change=${(/** @type {any} */ e) => this._change({ [name]: e.target.value })}>
      ${options.some(([id]) => id === value) ? nothing : html`<option value=${value ?? ""} selected>${value ?? ""}</option>`}
      ${options.map(([id, name_]) => html`<option value=${id} ?selected=${id === value}>${name_}</option>`)}
    </select>`;
  }

  _movers() {
    const value = this.question.mover;
    const shown = new Set(this.about.show?.movers ?? []);
    const options = (/** @type {any} */ m) =>
      [[m.id, m.name], ...m.loadings.filter(Boolean).map((/** @type {string} */ l) => [`${m.id}@${l}`, `${m.name}, ${l}`])].map(
        ([id, name]) => html`<option value=${id} ?selected=${id === value}>${name}</option>`,
      );
    const group = (/** @type {string} */ label, /** @type {any[]} */ movers) =>
      movers.length ? html`<optgroup label=${label}>${movers.map(options)}</optgroup>` : nothing;
    const all = this.about.movers;
    return html`<select name="mover" .value=${live(value ?? "")} @change=${(/** @type {any} */ e) => this._change({ mover: e.target.value })}>
      ${value ? nothing : html`<option value="" selected></option>`}
      ${group(t("bar.shown"), all.filter((/** @type {any} */ m) => shown.has(m.id)))}
      ${KINDS.map((k) => group(t(`kind.${k}`), all.filter((/** @type {any} */ m) => m.kind === k && !shown.has(m.id))))}
    </select>`;
  }

  /** @param {"origin" | "destination"} name */
  _place(name) {
    const places = this.about.places;
    const value = this.question[name] ?? "";
    if (places.length <= MOST_LISTED) {
      const rows = places.map((/** @type {any} */ p) => [p.id, named(p)]);
      rows.sort((/** @type {string[]} */ a, /** @type {string[]} */ b) => a[1].localeCompare(b[1]));
      return this._select(name, value, rows);
    }
    return html`<input name=${name} list="places" .value=${live(value)} autocomplete="off" spellcheck="false"
        @change=${(/** @type {any} */ e) => this._change({ [name]: e.target.value })}>
      ${name === "origin"
        ? html`<datalist id="places">${places.map((/** @type {any} */ p) => html`<option value=${p.id}>${named(p)}</option>`)}</datalist>`
        : nothing}`;
  }

  /** @param {"on" | "known_on"} name */
  _day(name) {
    return html`<input type="date" name=${name} .value=${live(this.question[name] ?? "")} ?required=${name === "on"}
      @change=${(/** @type {any} */ e) => (name === "known_on" || e.target.value) && this._change({ [name]: e.target.value })}>`;
  }

  _scenarios() {
    const first = this.about.show?.scenarios ?? [];
    const rank = (/** @type {any} */ s) => (first.includes(s.id) ? first.indexOf(s.id) : first.length);
    const told = [...this.about.scenarios].sort((a, b) => rank(a) - rank(b)).map((s) => [s.id, s.title]);
    const { base, parts } = parted(this.question.scenario, this.about);
    const title = told.find(([id]) => id === base)?.[1] ?? base;
    return parts.length ? [...told, [this.question.scenario, t("whatif.name", { base: title, count: parts.length })]] : told;
  }

  /** Fields that came with the address and have no control of their own. */
  _also() {
    const q = this.question;
    const chips = ["trust", "purpose", "orders", "meets", "readings", "trip"].filter((n) => q[n] && q[n] !== "normal");
    if (!chips.length) return nothing;
    return html`<div class="chips">${chips.map(
      (n) => html`<span class="chip"><span>${t(`bar.${n}`)}: ${[q[n]].flat().join(", ")}</span>
        <button type="button" aria-label=${t("bar.drop", { name: t(`bar.${n}`) })} @click=${() => this._change({ [n]: "" })}>✕</button></span>`,
    )}</div>`;
  }
}

customElements.define("question-bar", QuestionBar);
