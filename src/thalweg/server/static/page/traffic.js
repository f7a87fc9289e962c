// @ts-check
/** Traffic: how much gets through in a day and what bounds it, who waits how long at a gate, and how much more would come. */

import { html, nothing, svg } from "../vendor/lit/lit.js";
import { assumed, badge } from "./answer.js";
import { claims } from "./evidence.js";
import { more } from "./more.js";
import { DEMAND, MOVERS, QUEUE, complete } from "./question.js";
import { afresh, queue } from "./queue.js";
import { number, span, t } from "./words.js";

const PARTS = ["flow", "queue", "more"];
/** Bottlenecks that are relieved one after the other. */
const RUNGS = "5";

/** @param {import("./question.js").Question} q */
export const partOf = (q) => (PARTS.includes(String(q.part)) ? String(q.part) : "flow");

/**
 * Which question a part asks, and how; null if its question is not whole.
 * @param {import("./question.js").Question} q
 * @returns {[string, {drop?: string[], also?: string[], more?: Record<string, string>}] | null}
 */
export function asksOf(q) {
  const part = partOf(q);
  if (part === "queue") return q.at ? ["simulate", { drop: ["origin", "destination"], also: QUEUE }] : null;
  if (!complete(q)) return null;
  if (part === "flow") return ["flow", { more: { relieve: RUNGS } }];
  if (String(q.scenario ?? "baseline") === "baseline") return null;
  return ["response", { also: DEMAND, ...(q[MOVERS] ? { more: { per_day: String(q[MOVERS]) } } : {}) }];
}

/** What of all that was told is told of the open part; nothing if its question is not whole. @param {any} told @param {import("./question.js").Question} q */
const ofPart = (told, q) => (asksOf(q) && told?.key.startsWith(`${partOf(q)} `) ? told : undefined);

/** What the map points at. @param {any} told @param {import("./question.js").Question} q @returns {string[]} */
export function pointed(told, q) {
  if (partOf(q) === "queue") return q.at ? [String(q.at)] : [];
  return partOf(q) === "flow" ? (ofPart(told, q)?.data?.cut ?? []).map((/** @type {any} */ c) => c.at) : [];
}

/**
 * @param {any} all What was told last, of this part or another.
 * @param {import("./question.js").Question} q @param {any} page
 */
export function traffic(all, q, page) {
  const part = partOf(q);
  const told = ofPart(all, q);
  const drawn = { flow, queue, more }[/** @type {"flow" | "queue" | "more"} */ (part)];
  return html`<div class="choice" role="group" aria-label=${t("view.traffic")}>
      ${PARTS.map((x) => html`<button type="button" aria-pressed=${x === part} @click=${() => page.ask({ part: x === "flow" ? "" : x })}>${t(`traffic.${x}`)}</button>`)}</div>
    ${told?.error ? html`<p class="error" role="alert">${told.error}</p>` : nothing}
    ${asksOf(q) && !told?.data && !told?.error ? html`<p class="waiting">${t("panel.asking.traffic")}</p>` : nothing}
    ${drawn(told?.data ?? null, q, page)}`;
}

/** @param {any} a The answer of `flow`. @param {any} q @param {any} page */
function flow(a, q, page) {
  if (!complete(q)) return html`<p class="quiet">${t("panel.incomplete")}</p>`;
  if (!a) return nothing;
  const { least, high } = a.per_day;
  return html`
    <p class="lead">${badge(a.verdict)} ${!high ? nothing : html`<b>${t("traffic.most", { most: span([least ?? high, high]), what: t(`measure.${a.measure}`) })}</b>`}
      <span class="quiet" lang="en">${a.sentence}</span></p>
    ${a.cut.length ? html`<h3>${t("traffic.cut")}</h3>${a.unique ? nothing : html`<p class="quiet">${t("traffic.other_cuts")}</p>`}
      <ul class="parts">${a.cut.map((/** @type {any} */ c) => bottleneck(c, a.measure, page))}</ul>` : nothing}
    ${a.rungs.length ? html`<h3>${t("traffic.relieved")}</h3><p class="quiet">${t("traffic.relieved.help")}</p>${ladder(a, page)}` : nothing}
    ${a.not_known.length ? html`<details class="assumed" ?open=${!a.cut.length}><summary>${t("traffic.not_known")} <span class="count">${a.not_known.length}</span></summary>
      <ul class="parts">${a.not_known.map((/** @type {any} */ c) => html`<li>${thing(c, page)} <span class="tag unknown">${t("status.unknown")}</span></li>`)}</ul></details>` : nothing}
    ${assumed(a.assumptions.map((/** @type {any} */ x) => x.sentence))}`;
}

/** @param {any} c @param {any} page */
const thing = (c, page) => html`<button type="button" class="plain small" @click=${() => page.find(c.at)}>${page.name(c.at)}</button>`;

/** Measures in which a gate counts who comes. */
const COUNTED = ["vehicles", "trains", "persons"];

/** @param {any} c A capacity that binds. @param {string} measure @param {any} page */
function bottleneck(c, measure, page) {
  const waits = page.things.some((/** @type {any} */ x) => x.id === c.at && ["gate", "link"].includes(x.what));
  const come = COUNTED.includes(measure) && c.per_day ? String(c.per_day.best ?? c.per_day.high) : "";
  const stated = c.stated.map((/** @type {any} */ s) => s.how).join("; ");
  return html`<li>${thing(c, page)} <b>${c.per_day ? span([c.per_day.low, c.per_day.high]) : ""}</b> <span class="quiet" lang="en">${stated}</span>
    ${waits ? html`<button type="button" class="plain small" @click=${() => page.ask({ part: "queue", ...afresh(c.at), per_day: come })}>${t("traffic.who_waits")}</button>` : nothing}
    ${c.claims.length ? html`<details><summary>${t("evidence.claims")} <span class="count">${c.claims.length}</span></summary>${claims("", c.claims)}</details>` : nothing}</li>`;
}

/** What relieving one bottleneck after the other buys, as bars. @param {any} a @param {any} page */
function ladder(a, page) {
  const names = (/** @type {string[]} */ ids) => ids.map((x) => page.name(x)).join(", ");
  const rows = [{ what: t("traffic.as_it_is"), flow: a.per_day.best ?? a.per_day.high, then: "" },
    ...a.rungs.map((/** @type {any} */ r) => ({ what: names(r.relieved), flow: r.per_day, then: names(r.binds.map((/** @type {any} */ b) => b.at)) }))];
  const widest = Math.max(1e-9, ...rows.map((r) => r.flow ?? 0));
  return html`<ol class="bars">${rows.map((r, i) => html`<li><span>${i ? html`<span class="quiet">${t("traffic.without")}</span> ` : nothing}${r.what}</span>
    <svg viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">${r.flow === null
      ? svg`<rect class="open" width="200" height="12"></rect>` : svg`<rect width=${Math.max(1, (200 * r.flow) / widest)} height="12"></rect>`}</svg>
    <b>${r.flow === null ? t("traffic.no_bound") : number(r.flow)}</b>
    ${r.then ? html`<span class="quiet">${t("traffic.then", { what: r.then })}</span>` : nothing}</li>`)}</ol>`;
}
