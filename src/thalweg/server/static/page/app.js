// @ts-check
/** The page: keeps the question, which is the address, and shows its answer on the map and in the panel. */

import { LitElement, html, nothing } from "../vendor/lit/lit.js";
import { answer } from "./answer.js";
import { about, ask, attributes, cases, get, inCase, me, signIn } from "./api.js";
import "./bar.js";
import { settle, unlock } from "./change.js";
import "./days.js";
import { facts } from "./facts.js";
import { legend } from "./legend.js";
import "./map.js";
import { comparison, months } from "./matrix.js";
import { DEMAND, MOVERS, QUEUE, address, asked, complete, filled, read, written } from "./question.js";
import { keeping } from "./saving.js";
import { parted } from "./scenario.js";
import { menu } from "./takeaway.js";
import { asksOf, partOf, pointed, traffic } from "./traffic.js";
import { treaties } from "./treaties.js";
import { isDark } from "./verdicts.js";
import { whatif } from "./whatif.js";
import { LANGUAGES, country, language, named, preferred, speak, t } from "./words.js";

const VIEWS = ["answer", "whatif", "unlock", "settle", "compare", "traffic", "facts", "treaties"];
/** Views that tell something without a whole question. */
const ALONE = ["facts", "treaties", "whatif", "traffic"];
/** What questions about facts and treaties do not take. */
const NO_PASSAGE = ["mover", "origin", "destination", "purpose", "meets", "orders", "readings", "trip"];
const root = document.documentElement.dataset;
/** What `map` does not take. */
const NOT_MAP = ["origin", "destination"];

/** Links up to which each is told with its reason when the mouse is over it: on more it would take longer than the answer. */
const MOST_TOLD = 400;

class Page extends LitElement {
  static properties = {
    question: { state: true }, about: { state: true }, cases: { state: true }, answer: { state: true }, told: { state: true },
    error: { state: true }, busy: { state: true }, dark: { state: true }, legendOpen: { state: true },
    copied: { state: true }, me: { state: true }, saved: { state: true }, draft: { state: true }, locked: { state: true }, back: { state: true },
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
    this.locked = false;
    /** @type {any} */
    this.me = null;
    /** @type {any} */
    this.saved = null;
    /** @type {{subject?: string, attribute?: string}} What is being written into a form. */
    this.draft = {};
    /** @type {{undo: string[], redo: string[]}} Addresses that were left, and those that were left by undoing. */
    this.back = { undo: [], redo: [] };
    /** @type {any[]} */
    this.vocabulary = [];
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
      this.me = await me();
      [this.cases, this.vocabulary] = [(await cases()).cases, (await attributes()).attributes];
      await this._follow(this.question);
    } catch (error) {
      this._failed(error);
    }
  }

  /** Try again with a token. @param {SubmitEvent} e */
  _signIn(e) {
    e.preventDefault();
    signIn(String(new FormData(/** @type {HTMLFormElement} */ (e.target)).get("token") ?? "").trim());
    this.error = "";
    this.locked = false;
    this.firstUpdated();
  }

  /** What the panel's parts may do. */
  get hands() {
    const { about: held } = this;
    return {
      about: held, told: this.told, me: this.me, saved: this.saved, draft: this.draft, things: this._things ?? [],
      ask: (/** @type {any} */ change) => this.ask(change),
      find: (/** @type {string} */ id) => this._map?.find(id),
      wholeWay: () => this._map?.fitPath(this.answer),
      name: (/** @type {string} */ id) => this._names.get(id) ?? id,
      mover: (/** @type {string} */ id) => this._names.get(id.split("@")[0]) ?? id,
      scenario: (/** @type {string} */ id) => this._scenario(id),
      country: (/** @type {string} */ id) => country(id) ?? held.countries?.[id] ?? id,
      lever: (/** @type {string} */ id) => held.levers.some((/** @type {any} */ x) => x.id === id),
      reading: (/** @type {string} */ article, /** @type {string} */ option) => held.readings.find((/** @type {any} */ r) => r.id === article)?.options[option] ?? `${article}: ${option}`,
      rowsOf: (/** @type {string} */ id) => this._rowsOf(id),
      setDraft: (/** @type {any} */ draft) => (this.draft = draft),
      ...keeping(this),
    };
  }

  /** The title of a scenario; of one put together, that of the scenario in front and how much stands on top. @param {string} id */
  _scenario(id) {
    const title = (/** @type {string} */ x) => this.about.scenarios.find((/** @type {any} */ s) => s.id === x)?.title;
    const { base, parts } = parted(id, this.about);
    return title(id) ?? (parts.length ? t("whatif.name", { base: title(base) ?? base, count: parts.length }) : id);
  }

  /** The attributes that a thing may have. @param {string} id */
  _rowsOf(id) {
    const thing = this._things?.find((/** @type {any} */ x) => x.id === id);
    if (!thing) return [];
    const what = thing.what === "law" ? "waters" : thing.what;
    const kinds = [what, `${what}:${thing.mode ?? thing.kind ?? ""}`];
    return this.vocabulary.filter((r) => r.subjects.some((/** @type {string} */ s) => kinds.includes(s))).sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Show again, after something was saved. @param {string} said */
  async again(said) {
    this.draft = {};
    await this.learn();
    this._wanted = "";
    this.told = { saving: { said } };
    await this._follow({ ...this.question });
  }

  /** Read again what the case holds, after something was saved. */
  async learn() {
    const name = String(this.about.name);
    [this.about, this.saved] = await Promise.all([about(name), this._savedOf(name)]);
  }

  /** @param {string} name */
  async _savedOf(name) {
    return this.me ? get(`${inCase(name)}/saved`).catch(() => null) : null;
  }

  /** Change the question, or what is looked at, and remember it in the address. @param {Record<string, any>} change */
  ask(change) {
    const made = change.case && change.case !== this.question.case ? { case: change.case } : { ...this.question, ...change };
    for (const name of Object.keys(made)) if (!made[name]?.length) delete made[name];
    if (address(made) === address(this.question)) return;
    const dragging = "on" in change && Object.keys(change).length === 1 && performance.now() - (this._moved ?? -9999) < 400;
    this._moved = performance.now();
    if (!dragging) this.back = { undo: [...this.back.undo.slice(-99), address(this.question)], redo: [] };
    history[dragging ? "replaceState" : "pushState"](null, "", address(made));
    this._follow(made);
  }

  /** Go back to where one was, or forth again. @param {"undo" | "redo"} way */
  _step(way) {
    const other = way === "undo" ? "redo" : "undo";
    const to = this.back[way].at(-1);
    if (to === undefined) return;
    this.back = /** @type {any} */ ({ [way]: this.back[way].slice(0, -1), [other]: [...this.back[other], address(this.question)] });
    history.pushState(null, "", to);
    this._follow(read(to));
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
    const [held, seen, saved] = await Promise.all([about(name), get(`${inCase(name)}/map?on=2000-01-01`), this._savedOf(name)]);
    this._names = new Map();
    for (const group of ["legal_places", "movers"]) for (const x of held[group] ?? []) this._names.set(x.id, x.name);
    for (const { properties: p } of seen.features) this._names.set(p.id, named(p));
    this._seen = seen;
    this.saved = saved;
    this._wanted = "";
    this.told = {};
    this.answer = null;
    this.about = held;
    this._list();
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
    if (view === "answer" || (view === "facts" && !question.about && !question.words)) return;
    if (!ALONE.includes(view) && !complete(question)) return;
    if (view === "whatif" && !this._apart(question)) return;
    const asks = this._asks(view, question);
    if (!asks) return;
    const key = this._keyOf(question);
    if (this.told[view]?.key === key) return;
    root.view = "asking";
    this.told = { ...this.told, [view]: { key, busy: true } };
    try {
      const [kind, how] = asks;
      const data = await ask(kind, question, how);
      if (this._keyOf(this.question) !== key && this.told[view]?.key !== key) return;
      this.told = { ...this.told, [view]: { key, data } };
    } catch (error) {
      this.told = { ...this.told, [view]: { key, error: error instanceof Error ? error.message : String(error) } };
    }
    await this.updateComplete;
    root.view = "done";
  }

  /** Whether the scenario of a question differs from the baseline, and who goes where is said. @param {import("./question.js").Question} q */
  _apart(q) {
    return complete(q) && String(q.scenario ?? "baseline") !== "baseline";
  }

  /** @param {import("./question.js").Question} q What of a question decides what its view shows. */
  _keyOf(q) {
    const view = String(q.view ?? "answer");
    if (view === "facts") return q.words && !q.about ? `words ${q.words}` : `${q.about} ${written(q, ["case", "on", "known_on", "scenario", "trust"])}`;
    if (view === "treaties") return written(q, ["case", "on", "known_on", "duty"]);
    if (view === "compare") return `${q.over} ${q.against} ${asked(q.over === "sides" ? q : { ...q, mover: "", ...(q.over === "months" ? {} : { scenario: "" }) })}`;
    if (view === "traffic") return `${partOf(q)} ${asked(q)} ${partOf(q) === "flow" ? "" : written(q, [MOVERS, ...QUEUE, ...DEMAND])}`;
    return asked(q);
  }

  /** Which question a view asks, and how; null if it is not whole. @param {string} view @param {import("./question.js").Question} q @returns {[string, {drop?: string[], also?: string[], more?: Record<string, string>}] | null} */
  _asks(view, q) {
    const scenarios = this.about.show.scenarios.length ? this.about.show.scenarios : ["baseline"];
    const movers = (this.about.show.movers.length ? this.about.show.movers : [q.mover]).join(",");
    const now = String(q.scenario ?? "baseline");
    const { base, parts } = parted(now, this.about);
    if (view === "traffic") return asksOf(q);
    if (view === "whatif") return ["compare", { more: { scenario: `${parts.length ? base : "baseline"},${now}` } }];
    if (view === "treaties") return ["alliances", { drop: [...NO_PASSAGE, "scenario", "trust"], more: { obligation: String(q.duty ?? "defence") } }];
    if (view === "facts" && !q.about) return ["claims", { drop: [...NO_PASSAGE, "on", "known_on", "scenario", "trust"], more: { words: String(q.words) } }];
    if (view === "facts") return ["facts", { drop: NO_PASSAGE, more: { subject: String(q.about) } }];
    if (view === "compare" && q.over === "sides") return ["compare", { more: { scenario: `${q.against ?? "baseline"},${now}`, parts: "false" } }];
    if (view === "compare" && q.over === "months") return ["access", { more: { mover: movers, on: months(String(q.on)).join(",") } }];
    if (view === "compare") return ["access", { more: { mover: movers, scenario: scenarios.join(",") } }];
    return [view === "answer" ? "check" : view, {}];
  }

  /** @param {unknown} error */
  _failed(error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    this.busy = false;
    this.answer = null;
    this.locked = /** @type {any} */ (error).status === 401;
    this.error = error instanceof Error ? error.message : String(error);
    root.answer = "failed";
  }

  /** @param {KeyboardEvent} e */
  _key(e) {
    const way = (e.ctrlKey || e.metaKey) && !e.altKey ? { z: e.shiftKey ? "redo" : "undo", Z: "redo", y: "redo" }[e.key] : undefined;
    if (way && !/** @type {HTMLElement} */ (e.target).matches("input:not([type=range]):not([type=checkbox]), textarea")) {
      e.preventDefault();
      return this._step(/** @type {"undo" | "redo"} */ (way));
    }
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
    this._list();
    this.querySelectorAll("question-bar, day-slider, queue-replay").forEach((x) => /** @type {LitElement} */ (x).requestUpdate());
    this.requestUpdate();
    if (this.answer) this._map?._showPlaces(this.answer);
  }

  updated() {
    const told = this.question.view === "traffic" ? pointed(this.told.traffic, this.question) : [];
    this._map?.point(told);
  }

  render() {
    return html`
      <header>
        <h1><img src="/static/icon.svg" alt="" width="26" height="26">Thalweg</h1>
        <question-bar .about=${this.about} .question=${this.question} .cases=${this.cases}></question-bar>
        <div class="tools">
          <button type="button" class="icon" title=${t("tools.undo")} aria-label=${t("tools.undo")} ?disabled=${!this.back.undo.length} @click=${() => this._step("undo")}>↶</button>
          <button type="button" class="icon" title=${t("tools.redo")} aria-label=${t("tools.redo")} ?disabled=${!this.back.redo.length} @click=${() => this._step("redo")}>↷</button>
          ${this._menu()}
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
            ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing} ${this.locked ? this._door() : this._view()}
          </div>
        </section>
      </main>
      <p class="spoken" role="status" aria-live="polite">${this.answer && !this.busy ? `${t(`verdict.${this.answer.verdict}`)}. ${this.answer.sentence}` : ""}</p>`;
  }

  /** Ask for the token of a shared server. */
  _door() {
    return html`<form class="adding" @submit=${this._signIn}><label class="field wide"><span>${t("door.token")}</span>
      <input name="token" type="password" required autocomplete="off"></label><button type="submit" class="do">${t("door.enter")}</button>
      <p class="quiet">${t("door.help")}</p></form>`;
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
    const told = this.told[view];
    if (view === "traffic") return traffic(told, this.question, this.hands);
    if (told?.error) return html`${view === "facts" ? facts(null, this.question, this.hands) : nothing}<p class="error" role="alert">${told.error}</p>`;
    if (view === "whatif") return whatif(this._apart(this.question) ? told?.data : null, this.question, this.hands);
    if (view === "facts") {
      const wanted = this.question.about || this.question.words;
      return wanted && !told?.data ? html`<p class="waiting">${t("panel.asking")}</p>` : facts(wanted ? told.data : null, this.question, this.hands);
    }
    if (!ALONE.includes(view) && !complete(this.question)) return html`<p class="quiet">${t("panel.incomplete")}</p>`;
    if (view === "answer") return this.answer ? answer(this.answer, this.hands) : this.error ? nothing : html`<p class="waiting">${t("panel.asking")}</p>`;
    if (!told?.data) return html`<p class="waiting">${t(`panel.asking.${view}`)}</p>`;
    const page = this.hands;
    const drawn = {
      unlock, settle,
      compare: (/** @type {any} */ d) => comparison(d, this.question, page),
      treaties: (/** @type {any} */ d) => treaties(d, this.question, page),
    }[view];
    return drawn?.(told.data, page);
  }

  /** Keep at hand what facts can be asked of, in order. */
  _list() {
    if (!this.about || !this._seen) return;
    this._things = [
      ...this._seen.features.map((/** @type {any} */ { properties: p }) => ({ id: p.id, name: named(p), what: p.what, mode: p.mode, kind: p.kind })),
      ...this.about.movers.map((/** @type {any} */ m) => ({ id: m.id, name: m.name, what: "mover", kind: m.kind })),
      ...this.about.legal_places.map((/** @type {any} */ p) => ({ ...p, what: "law" })),
    ].sort((a, b) => a.name.localeCompare(b.name));
  }

  _menu() {
    const view = String(this.question.view ?? "answer");
    const asks = this.about ? this._asks(view, this.question) : null;
    return menu(this, asks ?? ["check", {}], view, Boolean(asks) && (complete(this.question) || ALONE.includes(view)));
  }

  /** The map's canvas, just drawn. */
  canvas() {
    return this._map.drawn();
  }

  /** Tell of a mistake. @param {unknown} error */
  failed(error) {
    this._failed(error);
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
