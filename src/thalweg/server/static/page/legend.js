// @ts-check
/** The legend: what lines and symbols mean, in the same drawing as on the map. */

import { html, svg } from "../vendor/lit/lit.js";
import { DASH, LINE, MARK, VERDICTS } from "./verdicts.js";
import { draw } from "./symbols.js";
import { t } from "./words.js";

const GATES = ["lock", "border_post", "bar", "port"];
const STATES = ["open", "built", "building", "planned", "closed", "unknown"];
/** @type {Map<string, HTMLCanvasElement>} A drawing stands once in the legend, and is kept. */
const drawn = new Map();

/** @param {string} name @param {"light" | "dark"} theme */
function picture(name, theme) {
  const key = `${name} ${theme}`;
  if (!drawn.has(key)) drawn.set(key, draw(name, theme));
  return drawn.get(key);
}

/** @param {boolean} open @param {boolean} dark @param {() => void} toggle */
export function legend(open, dark, toggle) {
  const theme = dark ? "dark" : "light";
  const line = (/** @type {string} */ v) => {
    const dash = DASH[/** @type {keyof DASH} */ (v)];
    const colour = LINE[theme][/** @type {keyof DASH} */ (v)];
    return svg`<line x1="4" y1="8" x2="36" y2="8" stroke=${colour} stroke-width="4.5" stroke-dasharray=${dash ? dash.map((x) => x * 4.5).join(" ") : ""}
      stroke-linecap=${v === "conditional" ? "butt" : "round"} />`;
  };
  const gate = (/** @type {string} */ name, /** @type {string} */ word) =>
    html`<li>${picture(name, theme)}<span>${word}</span></li>`;
  return html`<aside class="legend" aria-label=${t("legend.label")}>
    <button type="button" aria-expanded=${open} @click=${toggle}>${t("legend.label")} <span aria-hidden="true">${open ? "▾" : "▸"}</span></button>
    ${open
      ? html`<ul class="lines">${VERDICTS.map((v) => html`<li><svg width="40" height="16" aria-hidden="true">${line(v)}</svg>
            <span class="mark ${v}" aria-hidden="true">${MARK[/** @type {keyof MARK} */ (v)]}</span>${t(`verdict.${v}`)}</li>`)}
            <li><svg width="40" height="16" aria-hidden="true"><line x1="4" y1="8" x2="36" y2="8" class="unused"/></svg>${t("legend.unused")}</li></ul>
          <ul class="gates">${GATES.map((k) => gate(`${k}:open`, t(`gate.${k}`)))}</ul>
          <ul class="gates">${STATES.map((s) => gate(`bridge:${s}`, t(`state.${s}`)))}</ul>
          <p>${t("legend.context")} <span class="near">${t("legend.near")}</span></p>`
      : ""}
  </aside>`;
}
