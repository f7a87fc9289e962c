// @ts-check
/** Who waits how long at a gate: what is known of it, what the reader assumes, the line over the days, and one run to watch. */

import { LitElement, html, nothing, svg } from "../vendor/lit/lit.js";
import { live } from "../vendor/lit/directives/live.js";
import { repeat } from "../vendor/lit/directives/repeat.js";
import { assumed, badge } from "./answer.js";
import { claims } from "./evidence.js";
import { QUEUE } from "./question.js";
import { number, span, t } from "./words.js";

/** What is told of every run, and which of it is in hours. */
const MEASURES = ["mean_h", "p95_h", "max_h", "delayed", "unserved", "line_mean", "line_max", "through"];
const SHARES = ["delayed", "unserved"];
/** Ways to serve, and those of them in which the time that it takes may vary. */
const KINDS = ["lanes", "shared", "chambers", "convoys"];
const VARIES = ["lanes", "shared"];
/** More links than this are not offered. */
const MOST_LISTED = 400;
const ENDS = ["best", "worst"];

/** The question about another gate: nothing of what was assumed of the last one. @param {string} at */
export const afresh = (at) => ({ ...Object.fromEntries(QUEUE.map((x) => [x, ""])), at });

/** @param {any} a The answer of `simulate`, or null. @param {any} q @param {any} page */
export function queue(a, q, page) {
  const of = (/** @type {string} */ what) => page.things.filter((/** @type {any} */ x) => x.what === what);
  const links = of("link").filter((/** @type {any} */ x, /** @type {number} */ _, /** @type {any[]} */ all) => all.length <= MOST_LISTED || x.id === q.at);
  const changed = (/** @type {any} */ e) => page.ask(afresh(e.target.value));
  return html`
    <label class="field"><span>${t("queue.at")}</span><select name="at" .value=${live(q.at ?? "")} @change=${changed}><option value=""></option>
      ${[["gate", of("gate")], ["link", links]].map(([what, them]) => (them.length ? html`<optgroup label=${t(`facts.${what}`)}>
        ${them.map((/** @type {any} */ g) => html`<option value=${g.id} ?selected=${g.id === q.at}>${g.name}</option>`)}</optgroup>` : nothing))}</select></label>
    ${q.at ? html`${assuming(a, q, page)} ${a ? told(a, page) : nothing}` : html`<p class="quiet">${t("queue.choose")}</p>`}`;
}

/** The figures that it takes, as known and as assumed. @param {any} a @param {any} q @param {any} page */
function assuming(a, q, page) {
  const missing = (a?.missing ?? []).map((/** @type {string} */ x) => (x === "arrivals" ? "per_day" : x));
  const known = a?.figures ?? {};
  const wanted = ["per_day", ...Object.keys(known), ...missing, ...(VARIES.includes(a?.kind) ? ["service_cv"] : []), "hours"];
  const names = [...new Set([...wanted, ...QUEUE.filter((x) => q[x])])].filter((x) => !["at", "kind"].includes(x));
  const submit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (e.target));
    page.ask(Object.fromEntries([...given].map(([k, v]) => [k, WORDS.includes(k) ? String(v).trim() : plain(String(v).trim())])));
  };
  const serving = (/** @type {any} */ e) => page.ask({ ...afresh(q.at), per_day: q.per_day ?? "", hours: q.hours ?? "", kind: e.target.value });
  const hint = (/** @type {string} */ x) => (known[x]?.from === "claims" ? span([known[x].low, known[x].high], 2) : "");
  return html`<form class="adding" @submit=${submit}>
      <label class="field"><span>${t("queue.kind")}</span><select name="kind" .value=${live(q.kind ?? "")} @change=${serving}><option value="">${t("queue.by_gate")}</option>
        ${KINDS.map((k) => html`<option value=${k} ?selected=${k === q.kind}>${t(`queue.kind.${k}`)}</option>`)}</select></label>
      ${repeat(names, (x) => `${q.at} ${x}`, (x) => html`<label class="field"><span>${t(`queue.${x}`)} ${missing.includes(x) ? html`<span class="tag unknown">${t("status.unknown")}</span>` : nothing}</span>
        <input name=${x} .value=${String(q[x] ?? "")} placeholder=${hint(x)} autocomplete="off"></label>`)}
      <button type="submit" class="do">${t("queue.do")}</button></form>
    <p class="quiet">${t("queue.help")}</p>`;
}

/** @param {any} a @param {any} page */
function told(a, page) {
  const [low, high] = a.longest_service_min;
  const bound = !high ? "queue.bound.never" : a.closing === "fit" ? "queue.bound.fit" : "queue.bound";
  const cited = Object.entries(a.figures).filter(([, f]) => f.claims.length);
  return html`
    ${a.verdict ? html`<p class="lead">${page.mover(a.mover)}: ${badge(a.verdict)}</p>` : nothing}
    ${a.status !== "open" ? html`<p class="quiet">${t("queue.as_if_open", { state: t(`state.${a.status === "not known" ? "unknown" : a.status}`) })}</p>` : nothing}
    ${low !== null && a.per_day !== null ? html`<p class="lead"><b>${t(bound, { count: number(a.per_day), minutes: span([low || high, high]) })}</b></p>` : nothing}
    ${a.missing.length ? html`<p class="veto">${t("queue.missing")}</p>` : nothing}
    ${a.outcomes.length ? found(a) : nothing}
    ${cited.length ? html`<h3>${t("queue.known")}</h3><ul class="facts">${cited.map(([name, f]) => html`<li>${t(`queue.${name}`)}: <b>${span([f.low, f.high], 2)}</b>
      <details><summary>${t("evidence.claims")} <span class="count">${f.claims.length}</span></summary>${claims("", f.claims)}</details></li>`)}</ul>` : nothing}
    ${assumed(a.assumptions)}`;
}

/** Fields that hold words, in which a comma is no decimal sign. */
const WORDS = ["kind", "hours", "departures"];

/** A number or a range as the server reads it: with points, and two dots between. @param {string} text */
const plain = (text) => text.replace(/(\d),(\d)/g, "$1.$2").replace(/\s*[–…]\s*/g, "..");

/** What was simulated. @param {any} a */
function found(a) {
  const o = a.outcomes;
  const cell = (/** @type {any} */ of, /** @type {string} */ m) => (m.endsWith("_h") ? wait(of.measures[m].mean) : SHARES.includes(m) ? `${number(100 * of.measures[m].mean, 0)} %` : number(of.measures[m].mean));
  const events = o[o.length - 1].events;
  const last = events.length < 2000 ? a.question.days * 24 : events[events.length - 1].arrive_h;
  return html`
    ${o.some((/** @type {any} */ x) => x.utilisation >= 1) ? html`<p class="veto">${t("queue.grows")}</p>` : nothing}
    <h3>${t("queue.waits")} <span class="count">${t("queue.runs", { runs: a.question.runs, days: a.question.days })}</span></h3>
    <table class="figures">${o.length > 1 ? html`<thead><tr><td></td>${ENDS.map((e) => html`<th scope="col">${t(`queue.${e}`)}</th>`)}</tr></thead>` : nothing}
      <tbody>${MEASURES.filter((m) => m !== "unserved" || o.some((/** @type {any} */ x) => x.measures[m].mean > 0)).map((m) => html`<tr><th scope="row">${t(`queue.${m}`)}</th>${o.map((/** @type {any} */ x) => html`<td>${cell(x, m)}</td>`)}</tr>`)}</tbody></table>
    <h3>${t("queue.line")}</h3>${line(o, a.question.days)}<p class="quiet">
      ${o.length > 1 ? ENDS.map((e) => html`<span class="key ${e}"><svg viewBox="0 0 24 6" aria-hidden="true"><path d="M0 3h24"></path></svg> ${t(`queue.${e}`)}</span> `) : nothing}${t("queue.band")}</p>
    <h3>${t("queue.watch")} ${o.length > 1 ? html`<span class="count">${t("queue.worst")}</span>` : nothing}</h3>
    <queue-replay .events=${events} .last=${last} .servers=${a.kind === "lanes" ? Math.round(o[o.length - 1].figures.lanes) : 0}></queue-replay>`;
}

/** A wait in minutes or hours. @param {number | null} h */
const wait = (h) => (h === null ? "∞" : h < 1 ? `${number(60 * h, h < 0.1 ? 1 : 0)} ${t("unit.min")}` : `${number(h)} ${t("unit.h")}`);

/** How many wait, by the hour: the mean of the runs, and between what nine of ten are. @param {any[]} outcomes @param {number} days */
function line(outcomes, days) {
  const top = Math.max(1, ...outcomes.flatMap((o) => o.line.map((/** @type {number[]} */ r) => r[2] ?? 0)));
  const count = outcomes[0].line.length - 1;
  const x = (/** @type {number} */ i) => 34 + (360 * i) / count;
  const y = (/** @type {number} */ v) => 106 - (98 * v) / top;
  const path = (/** @type {number[][]} */ rows, /** @type {number} */ k) => rows.map((r, i) => `${x(i).toFixed(1)} ${y(r[k] ?? top).toFixed(1)}`);
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((d) => days / d <= 6) ?? 1000;
  return html`<svg class="line" viewBox="0 0 400 124" role="img" aria-label=${t("queue.line.label", { most: number(top), days })}>
    ${[0, top / 2, top].map((v) => svg`<line class="grid" x1="34" x2="394" y1=${y(v)} y2=${y(v)}></line><text x="30" y=${y(v) + 4} text-anchor="end">${number(v, top < 4 ? 1 : 0)}</text>`)}
    ${outcomes.map((o, i) => svg`<g class=${outcomes.length > 1 ? ENDS[i] : "worst"}>
      <path class="band" d="M${path(o.line, 1).join("L")}L${path(o.line, 2).reverse().join("L")}Z"></path><path d="M${path(o.line, 0).join("L")}"></path></g>`)}
    ${Array.from({ length: Math.ceil(days / every) }, (_, i) => svg`<text x=${x(i * every * 24)} y="120" text-anchor=${x(i * every * 24) > 350 ? "end" : "start"}>${t("queue.day", { day: number(i * every + 1, 0) })}</text>`)}
  </svg>`;
}

/** Hours of the run that pass in a second while it is watched. */
const HOURS_A_SECOND = 4;
const MOST_DOTS = 90;
const MOST_BOXES = 24;

/** One run, to be watched: who waits, who is served, how many are through. */
class QueueReplay extends LitElement {
  static properties = { events: { attribute: false }, last: { attribute: false }, servers: { attribute: false }, hour: { state: true }, playing: { state: true } };

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    /** @type {any[]} */
    this.events = [];
    this.last = 0;
    this.servers = 0;
    this.hour = 0;
    this.playing = false;
    this._frame = 0;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("events")) [this.hour, this.playing] = [0, false];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.playing = false;
  }

  _play() {
    cancelAnimationFrame(this._frame);
    this.playing = !this.playing;
    if (!this.playing) return;
    if (this.hour >= this.last) this.hour = 0;
    let before = 0;
    const step = (/** @type {number} */ now) => {
      if (!this.playing) return;
      this.hour = Math.min(this.last, this.hour + (HOURS_A_SECOND * (now - (before || now))) / 1000);
      before = now;
      this.playing = this.hour < this.last;
      this._frame = requestAnimationFrame(step);
    };
    this._frame = requestAnimationFrame(step);
  }

  render() {
    const now = this.hour;
    const come = this.events.filter((e) => e.arrive_h <= now);
    const waiting = come.filter((e) => e.start_h === null || e.start_h > now);
    const served = come.filter((e) => e.start_h !== null && e.start_h <= now && (e.end_h === null || e.end_h > now));
    const through = come.length - waiting.length - served.length;
    const busy = new Set(served.map((e) => e.server));
    const boxes = Math.min(MOST_BOXES, Math.max(this.servers, 1 + Math.max(0, ...this.events.map((e) => e.server ?? 0))));
    const first = this.events[0]?.direction;
    const clock = t("queue.clock", { day: number(Math.floor(now / 24) + 1, 0), time: `${String(Math.floor(now % 24)).padStart(2, "0")}:${String(Math.floor((now * 60) % 60)).padStart(2, "0")}` });
    return html`
      <div class="player"><button type="button" class="plain" aria-label=${t(this.playing ? "queue.pause" : "queue.play")} @click=${this._play}>${this.playing ? "⏸" : "▶"}</button>
        <input type="range" min="0" max=${this.last} step="0.05" .value=${String(now)} aria-label=${t("queue.hour")} aria-valuetext=${clock}
          @input=${(/** @type {any} */ e) => { this.playing = false; this.hour = Number(e.target.value); }}> <span>${clock}</span></div>
      <svg viewBox="0 0 400 86" aria-hidden="true">
        ${waiting.slice(0, MOST_DOTS).map((e, i) => svg`<circle class=${e.direction === first ? "one" : "other"} cx=${186 - 10 * (i % 18)} cy=${20 + 11 * Math.floor(i / 18)} r="4"></circle>`)}
        ${waiting.length > MOST_DOTS ? svg`<text x="6" y="84">+ ${number(waiting.length - MOST_DOTS, 0)}</text>` : nothing}
        ${Array.from({ length: boxes }, (_, i) => svg`<rect class=${busy.has(i) ? "busy" : ""} x=${204 + 16 * Math.floor(i / 4)} y=${14 + 16 * (i % 4)} width="13" height="13" rx="3"></rect>`)}
        ${this.servers > boxes ? svg`<text x="204" y="12">+ ${number(this.servers - boxes, 0)}</text>` : nothing}
        <path d="M${214 + 16 * Math.ceil(boxes / 4)} 44h22m-6-5l6 5l-6 5"></path>
      </svg>
      <p class="counts"><span>${t("queue.now.waiting", { count: number(waiting.length, 0) })}</span><span>${t("queue.now.served", { count: number(served.length, 0) })}</span><span>${t("queue.now.through", { count: number(through, 0) })}</span></p>`;
  }
}

customElements.define("queue-replay", QueueReplay);
