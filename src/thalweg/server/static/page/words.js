// @ts-check
/** The words of the interface, from one catalogue a language. What a case says stays in the words of the case. */

export const LANGUAGES = { en: "English", ko: "한국어", zh: "中文", ru: "Русский", ja: "日本語" };

/** @type {Record<string, string>} */
let english = {};
/** @type {Record<string, string>} */
let catalogue = {};
export let language = "en";

/** Read the catalogue of a language; English stands in where a word is missing. @param {string} wanted */
export async function speak(wanted) {
  const load = async (/** @type {string} */ name) => (await fetch(`/static/words/${name}.json`)).json();
  if (!Object.keys(english).length) english = await load("en");
  catalogue = wanted === "en" ? english : await load(wanted);
  language = wanted;
  document.documentElement.lang = wanted;
}

/** The language that the reader asked for, or that the browser prefers. */
export function preferred() {
  const said = localStorage.getItem("language");
  const known = [said, ...navigator.languages].map((x) => (x ?? "").slice(0, 2)).find((x) => x in LANGUAGES);
  return known ?? "en";
}

/** Return a word, with {names} filled in. @param {string} key @param {Record<string, unknown>} [values] */
export function t(key, values = {}) {
  const text = catalogue[key] ?? english[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** The name of a place in the reader's language, if the case has it. @param {any} thing */
export const named = (thing) => thing?.names?.[language] ?? thing?.name ?? thing?.id ?? "";

/** A day as the reader's language writes it. @param {string} day */
export function dayWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(+date)
    ? day
    : date.toLocaleDateString(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });
}

/** A number as the reader's language writes it. @param {number} x @param {number} [digits] */
export const number = (x, digits = 1) => x.toLocaleString(language, { maximumFractionDigits: digits });

/** A range of numbers. @param {(number | null)[] | null} ends @param {number} [digits] */
export function span(ends, digits = 1) {
  if (!ends) return "";
  const [low, high] = ends.map((x) => (x === null ? "…" : number(x, digits)));
  return low === high ? low : `${low}–${high}`;
}

/** The name of a country where the reader's language is not that of the case. @param {string} code */
export const country = (code) =>
  language !== "en" && /^[A-Z]{2}$/.test(code) ? new Intl.DisplayNames(language, { type: "region" }).of(code) : undefined;
