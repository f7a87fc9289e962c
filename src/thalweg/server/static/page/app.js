// @ts-check
/** The page: keeps the question, which is the address, and shows its answer on the map and in the panel. */

import { LitElement, html, nothing } from "../vendor/lit/lit.js";
import { answer } from "./answer.js";
import { about, ask, cases, get } from "./api.js";
import "./bar.js";
import { settle, unlock } from "./change.js";
import "./days.js";
import { facts } from "./facts.js";
import { legend } from "./legend.js";
import "./map.js";
import { matrix } from "./matrix.js";
import { address, asked, complete, filled, read, written } from "./question.js";
import { isDark } from "./verdicts.js";
import { LANGUAGES, country, language, named, preferred, speak, t } from "./words.js";

const VIEWS = ["answer", "unlock", "settle", "compare", "facts"];
const root = document.documentElement.dataset;
/** What `map` does not take. */
const NOT_MAP = ["origin", "destination"];

/** Links up to which each is told with its reason when the mouse is over it: on more it would take longer than the answer. */
const MOST_TOLD = 400;

class Page extends LitElement {
  static properties = {
    question: { state: true }, about: { state: true }, cases: { state: true }, answer: { state: true }, told: { state: true },
    error: { state: true }, busy: { state: true }, dark: { state: true }, legendOpen: { state: true },
    copied: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    /** @type {import("./question.js").Question} */
    this.question = read(location.search);
    /** @type {any} */
    this.about = null;
    /** @type {any[]} */
    this.cases = [];
    /** @type {any} */
    this.answer = null;
    /** @type {Record<string, any>} What each view shows, by the question that it answers. */
    this.told = {};
    this.error = "";
    this.busy = false;
    this.copied = false;
    this.dark = isDark();
    this.legendOpen = innerWidth > 1000;
    this._names = new Map();
    this._asking = new AbortController();
    this._wanted = ""; // the question that is being answered, or was
    addEventListener("popstate", () => this._follow(read(location.search)));
    addEventListener("keydown", (e) => this._key(e));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this._retheme());
    this.addEventListener("ask", (/** @type {any} */ e) => this.ask(e.detail));
    this.addEventListener("pick", (/** @type {any} */ e) => this.ask({ view: "facts", about: e.detail }));
  }

  connectedCallback() {
    this.replaceChildren(); // the plain list of cases, for readers without the page
    super.connectedCallback();
  }

  async firstUpdated() {
    this._map = /** @type {import("./map.js").CaseMap} */ (this.querySelector("case-map"));
    try {
      this.cases = (await cases()).cases;
      await this._follow(this.question);
    } catch (error) {
      this._failed(error);
    }
  }

  /** What the panel's parts may do. */
  get hands() {
    return {
      ask: (/** @type {any} */ change) => this.ask(change),
      find: (/** @type {string} */ id) => this._map?.find(id),
      wholeWay: () => this._map?.fitPath(this.answer),
      name: (/** @type {string} */ id) => this._names.get(id) ?? id,
      mover: (/** @type {string} */ id) => this._names.get(id.split("@")[0]) ?? id,
      scenario: (/** @type {string} */ id) => this.about.scenarios.find((/** @type {any} */ s) => s.id === id)?.title ?? id,
      country: (/** @type {string} */ id) => country(id) ?? this.about.countries?.[id] ?? id,
    };
  }

  /** Change the question, or what is looked at, and remember it in the address. @param {Record<string, string>} change */
  ask(change) {
    const made = change.case && change.case !== this.question.case ? { case: change.case } : { ...this.question, ...change };
    for (const name of Object.keys(made)) if (!made[name] || made[name] === "") delete made[name];
    const dragging = "on" in change && Object.keys(change).length === 1 && performance.now() - (this._moved ?? -9999) < 400;
    this._moved = performance.now();
    history[dragging ? "replaceState" : "pushState"](null, "", address(made));
    this._follow(made);
  }

  /** Show a question. @param {import("./question.js").Question} question */
  async _follow(question) {
    performance.mark("asked");
    this.error = "";
    this._latest = question;
    const first = this.cases.find((c) => c.name === "tumen") ?? this.cases[0];
    const name = String(question.case ?? first?.name ?? "");
    try {
      if (this.about?.name !== name) await this._open(name);
      if (this._latest !== question) return; // another was asked while the case was opened
      const whole = filled({ ...question, case: name }, this.about);
      if (address(whole) !== location.search) history.replaceState(null, "", address(whole));
      this.question = whole;
      if (this._wanted !== asked(whole)) await this._answer(whole);
      if (this.question === whole) await this._look(whole);
    } catch (error) {
      this._failed(error);
    }
  }

  /** @param {string} name */
  async _open(name) {
    this.busy = true;
    root.answer = "asking";
    const [held, seen] = await Promise.all([about(name), get(`/api/cases/${encodeURIComponent(name)}/map?on=2000-01-01`)]);
    this._names = new Map();
    for (const group of ["legal_places", "movers"]) for (const x of held[group] ?? []) this._names.set(x.id, x.name);
    for (const { properties: p } of seen.features) this._names.set(p.id, named(p));
    this._seen = seen;
    this._wanted = "";
    this.told = {};
    this.answer = null;
    this.about = held;
    await this._map?.ready;
    this._map?.place(held, seen);
  }

  /** Ask for the answer and the map together, and show both at once. @param {import("./question.js").Question} question */
  async _answer(question) {
    this._asking.abort();
    this._asking = new AbortController();
    const { signal } = this._asking;
    this._wanted = asked(question);
    this.busy = true;
    root.answer = "asking";
    try {
      // One after the other: what the server works out for the first it has at hand for the second.
      const found = complete(question) ? await ask("check", question, { signal }) : null;
      const more = { geometry: "false", reasons: "false" };
      const seen = await ask("map", question, { drop: NOT_MAP, more, signal });
      performance.mark("answered");
      this.answer = found;
      this._map?.show(seen, found);
      await this.updateComplete;
      performance.measure("thalweg:applied", "asked");
      performance.measure("thalweg:waiting", "asked", "answered");
      requestAnimationFrame(() => requestAnimationFrame(() => performance.measure("thalweg:frame", "asked")));
      root.answer = "done";
      this.busy = false;
      this._tell(question, signal);
      document.title = found ? `${t(`verdict.${found.verdict}`)}: ${this.hands.mover(found.question.mover)} · Thalweg` : "Thalweg";
    } catch (error) {
      if (signal.aborted) return;
      this._wanted = "";
      throw error;
    }
  }

  /** Ask for the reasons that the map tells when the mouse is over a link; nobody waits for them. @param {import("./question.js").Question} question @param {AbortSignal} signal */
  async _tell(question, signal) {
    if (this.about.links > MOST_TOLD) return;
    try {
      this._map?.tell(await ask("map", question, { drop: NOT_MAP, more: { geometry: "false" }, signal }));
    } catch {
      // the map is as good without them, and the next question has its own
    }
  }

  /** Ask what the open view needs, once a question. @param {import("./question.js").Question} question */
  async _look(question) {
    const view = String(question.view ?? "answer");
    if (view === "answer" || (view === "facts" && !question.about)) return;
    if (view !== "facts" && !complete(question)) return;
    const key = this._keyOf(question);
    if (this.told[view]?.key === key) return;
    root.view = "asking";
    this.told = { ...this.told, [view]: { key, busy: true } };
    try {
      const data = await this._told(view, question);
      if (this._keyOf(this.question) !== key && this.told[view]?.key !== key) return;
      this.told = { ...this.told, [view]: { key, data } };
    } catch (error) {
      this.told = { ...this.told, [view]: { key, error: error instanceof Error ? error.message : String(error) } };
    }
    await this.updateComplete;
    root.view = "done";
  }

  /** @param {import("./question.js").Question} q What of a question decides what its view shows. */
  _keyOf(q) {
    const view = String(q.view ?? "answer");
    if (view === "facts") return `${q.about} ${written(q, ["case", "on", "known_on", "scenario", "trust"])}`;
    if (view === "compare") return asked({ ...q, mover: "", scenario: "" });
    return asked(q);
  }

  /** @param {string} view @param {import("./question.js").Question} q */
  _told(view, q) {
    const scenarios = this.about.show.scenarios.length ? this.about.show.scenarios : ["baseline"];
    const movers = this.about.show.movers.length ? this.about.show.movers : [q.mover];
    if (view === "compare") return ask("access", q, { more: { mover: movers.join(","), scenario: scenarios.join(",") } });
    if (view === "facts") return ask("facts", q, { drop: ["mover", "origin", "destination", "purpose", "meets", "orders", "readings", "trip"], more: { subject: String(q.about) } });
    return ask(view, q);
  }

  /** @param {unknown} error */
  _failed(error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    this.busy = false;
    this.answer = null;
    this.error = error instanceof Error ? error.message : String(error);
    root.answer = "failed";
  }

  /** @param {KeyboardEvent} e */
  _key(e) {
    if (e.altKey || e.ctrlKey || e.metaKey || /** @type {HTMLElement} */ (e.target).matches("input, select, textarea")) return;
    const view = VIEWS[Number(e.key) - 1];
    if (view) this.ask({ view });
    else if (e.key === "m") /** @type {HTMLElement} */ (this.querySelector("[name=mover]"))?.focus();
    else if (e.key === "d") /** @type {HTMLElement} */ (this.querySelector(".days input"))?.focus();
    else if (e.key === "w" && this.answer) this._map?.fitPath(this.answer);
    else return;
    e.preventDefault();
  }

  _retheme() {
    this.dark = isDark();
    this._map?.retheme();
  }

  _toggleTheme() {
    root.theme = isDark() ? "light" : "dark";
    localStorage.setItem("theme", root.theme);
    this._retheme();
  }

  /** @param {string} wanted */
  async _speak(wanted) {
    localStorage.setItem("language", wanted);
    await speak(wanted);
    for (const { properties: p } of this._seen?.features ?? []) this._names.set(p.id, named(p));
    this.querySelectorAll("question-bar, day-slider").forEach((x) => /** @type {LitElement} */ (x).requestUpdate());
    this.requestUpdate();
    if (this.answer) this._map?._showPlaces(this.answer);
  }

  render() {
    return html`
      <header>
        <h1><img src="/static/icon.svg" alt="" width="26" height="26">Thalweg</h1>
        <question-bar .about=${this.about} .question=${this.question} .cases=${this.cases}></question-bar>
        <div class="tools">
          <select class="tongue" aria-label=${t("tools.language")} @change=${(/** @type {any} */ e) => this._speak(e.target.value)}>
            ${Object.entries(LANGUAGES).map(([id, name]) => html`<option value=${id} ?selected=${id === language}>${name}</option>`)}
          </select>
          <button type="button" class="icon" title=${t("tools.copy")} aria-label=${t("tools.copy")} @click=${this._copy}>${this.copied ? "✓" : "⧉"}</button>
          <button type="button" class="icon" title=${t("tools.theme")} aria-label=${t("tools.theme")} @click=${this._toggleTheme}>${this.dark ? "☀" : "☾"}</button>
        </div>
      </header>
      <main>
        <section class="map">
          <case-map></case-map>
          ${legend(this.legendOpen, this.dark, () => (this.legendOpen = !this.legendOpen))}
          <day-slider .about=${this.about} .on=${String(this.question.on ?? "")}></day-slider>
        </section>
        <section class="panel" aria-label=${t("panel.label")} aria-busy=${this.busy}>
          ${this._tabs()}
          <div class="body" role="tabpanel" id="body" aria-labelledby="tab-${this.question.view ?? "answer"}" tabindex="0">
            <h2 class="spoken">${t(`view.${this.question.view ?? "answer"}`)}</h2>
            ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing} ${this._view()}
          </div>
        </section>
      </main>
      <p class="spoken" role="status" aria-live="polite">${this.answer && !this.busy ? `${t(`verdict.${this.answer.verdict}`)}. ${this.answer.sentence}` : ""}</p>`;
  }

  _tabs() {
    const now = this.question.view ?? "answer";
    const move = (/** @type {KeyboardEvent} */ e) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
      if (!step) return;
      const next = VIEWS[(VIEWS.indexOf(String(now)) + step + VIEWS.length) % VIEWS.length];
      this.ask({ view: next });
      this.updateComplete.then(() => /** @type {HTMLElement} */ (this.querySelector(`#tab-${next}`)).focus());
    };
    return html`<div class="tabs" role="tablist" aria-label=${t("panel.views")} @keydown=${move}>
      ${VIEWS.map((v) => html`<button type="button" role="tab" id="tab-${v}" aria-selected=${v === now} aria-controls="body"
        tabindex=${v === now ? 0 : -1} title=${t(`view.${v}.help`)} @click=${() => this.ask({ view: v })}>${t(`view.${v}`)}</button>`)}</div>`;
  }

  _view() {
    const view = String(this.question.view ?? "answer");
    if (!this.about) return this.error ? nothing : html`<p class="waiting">${t("panel.opening")}</p>`;
    if (view === "facts") return this._shownFacts();
    if (!complete(this.question)) return html`<p class="quiet">${t("panel.incomplete")}</p>`;
    if (view === "answer") return this.answer ? answer(this.answer, this.hands) : this.error ? nothing : html`<p class="waiting">${t("panel.asking")}</p>`;
    const told = this.told[view];
    if (told?.error) return html`<p class="error" role="alert">${told.error}</p>`;
    if (!told?.data) return html`<p class="waiting">${t(`panel.asking.${view}`)}</p>`;
    const drawn = { unlock, settle, compare: (/** @type {any} */ d) => matrix(d, this.question, this.hands) }[view];
    return drawn?.(told.data, this.hands);
  }

  _shownFacts() {
    const told = this.told.facts;
    const things = [
      ...this._seen.features.map((/** @type {any} */ f) => ({ id: f.properties.id, name: named(f.properties), what: f.properties.what })),
      ...this.about.movers.map((/** @type {any} */ m) => ({ ...m, what: "mover" })),
      ...this.about.legal_places.map((/** @type {any} */ p) => ({ ...p, what: "law" })),
    ].sort((a, b) => a.name.localeCompare(b.name));
    if (told?.error) return html`${facts(null, things, this.hands)}<p class="error" role="alert">${told.error}</p>`;
    if (this.question.about && !told?.data) return html`<p class="waiting">${t("panel.asking")}</p>`;
    return facts(this.question.about ? told.data : null, things, this.hands);
  }

  async _copy() {
    await navigator.clipboard?.writeText(location.href);
    this.copied = true;
    setTimeout(() => (this.copied = false), 1500);
  }
}

const theme = localStorage.getItem("theme");
if (theme) root.theme = theme;
await speak(preferred());
customElements.define("thalweg-page", Page);
