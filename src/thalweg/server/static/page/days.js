// @ts-check
/** A slider over the days of a case, with more room where more happens. */

import { LitElement, html, nothing, svg } from "../vendor/lit/lit.js";
import { live } from "../vendor/lit/directives/live.js";
import { dayWords, t } from "./words.js";

const DAY = 86_400_000;
const STEPS = 2000;
/** How long the slider rests before its day is asked for. */
const REST_MS = 60;
/** Kinds of events, those that change what may pass before those that only tell something. */
const LAW = ["instrument", "party", "rule", "authority", "obligation", "order", "group"];

/** How much an event is likely to change: law before states and consents, and these before the rest. @param {any} e */
const weight = (e) => (LAW.includes(e.kind) ? 2 : / (status|consent) /.test(e.text) ? 1 : 0);

/** @param {string} day */
const number = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
/** @param {number} n */
const dayOf = (n) => new Date(n * DAY).toISOString().slice(0, 10);

export class DaySlider extends LitElement {
  static properties = { about: { attribute: false }, on: {}, _over: { state: true } };

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.about = null;
    this.on = "";
    this._over = "";
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("on")) this._over = "";
    if (changed.has("about") && this.about) this._scale();
  }

  /** Days and where they lie: mostly by how many events came before, a little by the calendar. */
  _scale() {
    this.days = this.about.events.map((/** @type {any} */ e) => ({ ...e, n: number(e.on) }));
    const known = [...new Set([...this.days.map((/** @type {any} */ d) => d.n), number(this.on)])].filter(Number.isFinite).sort((a, b) => a - b);
    const first = known[0] - 30;
    const last = known[known.length - 1] + 365;
    const stops = [first, ...known, last];
    this.stops = stops.map((n, i) => ({ n, x: 0.15 * ((n - first) / (last - first)) + 0.85 * (i / (stops.length - 1)) }));
  }

  /** @param {number} value @param {"n" | "x"} from @param {"n" | "x"} to */
  _between(value, from, to) {
    const stops = this.stops;
    if (value <= stops[0][from]) return stops[0][to];
    const i = stops.findIndex((s) => s[from] >= value);
    if (i < 0) return stops[stops.length - 1][to];
    const [a, b] = [stops[i - 1], stops[i]];
    return a[to] + ((b[to] - a[to]) * (value - a[from])) / (b[from] - a[from] || 1);
  }

  /** The day that the slider shows, which may be ahead of the question. */
  get _day() {
    return this._over || this.on;
  }

  /** Ask for a day, once the slider rests. @param {number | string} n */
  _go(n) {
    this._over = typeof n === "string" ? n : dayOf(Math.round(n));
    clearTimeout(this._resting);
    this._resting = setTimeout(() => {
      this.dispatchEvent(new CustomEvent("ask", { detail: { on: this._over }, bubbles: true }));
    }, REST_MS);
  }

  /** @param {1 | -1} way */
  _event(way) {
    const here = number(this._day);
    const found = way > 0 ? this.days.find((/** @type {any} */ d) => d.n > here) : this.days.findLast((/** @type {any} */ d) => d.n < here);
    if (found) this._go(found.on);
  }

  /** @param {KeyboardEvent} e */
  _key(e) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[e.key];
    if (step) this._go(number(this._day) + step);
    else if (e.key === "PageUp") this._event(1);
    else if (e.key === "PageDown") this._event(-1);
    else return;
    e.preventDefault();
  }

  render() {
    if (!this.about || !this.on || !this.stops) return nothing;
    const here = this._between(number(this._day), "n", "x");
    return html`<div class="days" role="group" aria-label=${t("days.label")}>
      <button type="button" class="step" title=${t("days.before")} aria-label=${t("days.before")} @click=${() => this._event(-1)}>‹</button>
      <div class="track">
        <svg viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden="true">${this._ticks()}</svg>
        <div class="years" aria-hidden="true">${this._years()}</div>
        <input type="range" min="0" max=${STEPS} .value=${live(String(Math.round(here * STEPS)))} aria-label=${t("days.slider")}
          aria-valuetext=${dayWords(this._day)} @keydown=${this._key}
          @input=${(/** @type {any} */ e) => this._go(this._between(e.target.value / STEPS, "x", "n"))}>
      </div>
      <button type="button" class="step" title=${t("days.after")} aria-label=${t("days.after")} @click=${() => this._event(1)}>›</button>
      ${this._said()}
    </div>`;
  }

  _ticks() {
    return this.days.map((/** @type {any} */ d) => {
      const law = d.events.some((/** @type {any} */ e) => weight(e) > 0);
      const x = 1000 * this._between(d.n, "n", "x");
      return svg`<line class=${law ? "law" : "fact"} x1=${x} x2=${x} y1=${law ? 4 : 11} y2="26" vector-effect="non-scaling-stroke"/>`;
    });
  }

  _years() {
    const first = new Date(this.stops[0].n * DAY).getUTCFullYear();
    const last = new Date(this.stops[this.stops.length - 1].n * DAY).getUTCFullYear();
    const shown = [];
    let edge = -1;
    for (let y = first + 1; y <= last; y++) {
      const x = this._between(number(`${y}-01-01`), "n", "x");
      if (x - edge < 0.055 || x > 0.97) continue;
      edge = x;
      shown.push(html`<span .style=${`left:${(100 * x).toFixed(2)}%`}>${y}</span>`);
    }
    return shown;
  }

  /** What begins or ends on the day, or next before it. */
  _said() {
    const here = number(this._day);
    const found = this.days.findLast((/** @type {any} */ d) => d.n <= here);
    if (!found) return html`<p class="said"></p>`;
    const law = [...found.events].sort((a, b) => weight(b) - weight(a));
    const one = (/** @type {any} */ e) => html`<li>${e.ends ? t("days.ends") : t("days.begins")} <span lang="en">${e.text}</span></li>`;
    const today = found.n === here;
    return html`<details class="said">
      <summary><b>${today ? t("days.today") : t("days.last", { day: dayWords(found.on) })}</b>
        ${law[0].ends ? t("days.ends") : t("days.begins")} <span lang="en">${law[0].text}</span>
        ${law.length > 1 ? html`<span class="more">${t("days.more", { count: law.length - 1 })}</span>` : nothing}</summary>
      <ul>${law.map(one)}</ul></details>`;
  }
}

customElements.define("day-slider", DaySlider);
