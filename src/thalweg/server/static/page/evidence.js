// @ts-check
/** Claims and their sources: who says what, where, when. */

import { html, nothing } from "../vendor/lit/lit.js";
import { t } from "./words.js";

/** Only a web address becomes a link. @param {string | null} url */
const isWeb = (url) => /^https?:\/\//.test(url ?? "");

/** @param {any} c A claim. */
export function claim(c) {
  const how = Object.entries(c.qualifiers ?? {}).map(([k, v]) => `${k} ${v}`).join(", ");
  const notes = [
    t(`source.${c.kind}`),
    c.published ?? t("evidence.undated"),
    c.said_by ? t("evidence.said_by", { who: c.said_by }) : "",
    c.stance && c.stance !== "asserts" ? t(`stance.${c.stance}`) : "",
    c.certainty && c.certainty !== "sure" ? t(`certainty.${c.certainty}`) : "",
  ].filter(Boolean);
  return html`<li class="claim">
    <div><span class="stated" lang="en">${property(c.attribute)}: <b>${c.stated}</b>${how ? html` <span class="quiet">(${how})</span>` : nothing}</span></div>
    <div class="source">${source(c.publisher || c.source, c.url)} <span class="quiet">${notes.join(" · ")}</span></div>
    ${c.why || c.weak ? html`<div class="quiet" lang="en">${c.why || c.weak}</div>` : nothing}
  </li>`;
}

/** @param {string} name @param {string | null} url */
export function source(name, url) {
  return isWeb(url)
    ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${name}<span class="out" aria-label=${t("evidence.opens")}>↗</span></a>`
    : html`<span>${name}</span>`;
}

/** @param {string} title @param {any[]} claims_ */
export function claims(title, claims_) {
  return claims_?.length ? html`${title ? html`<h3 class="minor">${title}</h3>` : nothing}<ul class="claims">${claims_.map(claim)}</ul>` : nothing;
}

/** A property in words; its unit stands with the value. @param {string} attribute */
export const property = (attribute) => attribute.replace(/_(mm|m|km|t|kn|deg|usd)$/, "").replaceAll("_", " ");
