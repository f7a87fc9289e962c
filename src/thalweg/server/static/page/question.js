// @ts-check
/** The question: one record with the same fields as in Python, on the command line and over HTTP. It is the address. */

/** Fields of which there is one value. */
export const SINGLE = ["mover", "origin", "destination", "on", "known_on", "scenario", "trust", "purpose", "meets", "orders"];
/** Fields that hold NAME=VALUE, each as often as there are names. */
export const MAPPING = ["readings", "trip"];
/** How a gate serves and who comes to it, as `simulate` takes them. */
export const QUEUE = ["at", "kind", "per_day", "lanes", "service_min", "service_cv", "chambers", "chamber_vessels", "turn_min", "patience_min",
  "follow_min", "in_a_row", "convoy", "departures", "direction_split", "hours"];
/** How ways are timed and demand answers, as `response` takes them; `movers` is its `per_day`. */
export const DEMAND = ["transfer_h", "trade_elasticity", "speeds"];
export const MOVERS = "movers";
/** What is looked at beside the question. */
const SEEN = ["view", "about", "over", "against", "words", "country", "duty", "part", MOVERS, ...QUEUE, ...DEMAND.filter((x) => x !== "speeds")];
/** Of it, what holds NAME=VALUE. */
const SPEEDS = "speeds";
/** Parts of the scenario that are switched off and kept at hand. */
const SPARE = "spare";
const DEFAULTS = { scenario: "baseline", trust: "normal", view: "answer", over: "scenarios", against: "baseline", duty: "defence" };

/**
 * @typedef {Record<string, string | string[]>} Question
 * The case, the fields of the question, and what is looked at; a field that is not given is absent.
 */

/** Read a question from an address. @param {string} search @returns {Question} */
export function read(search) {
  const given = new URLSearchParams(search);
  /** @type {Question} */
  const found = {};
  for (const name of ["case", ...SINGLE, ...SEEN]) {
    const value = given.get(name);
    if (value) found[name] = value;
  }
  for (const name of [...MAPPING, SPEEDS, SPARE]) {
    const values = given.getAll(name);
    if (values.length) found[name] = values;
  }
  return found;
}

/** Write a question as an address. @param {Question} question @returns {string} */
export function address(question) {
  return `?${written(question, ["case", ...SINGLE, ...MAPPING, ...SEEN, SPEEDS, SPARE])}`;
}

/**
 * Write fields of a question as a query; what is a default is left out.
 * @param {Question} question
 * @param {string[]} names
 */
export function written(question, names) {
  const parts = new URLSearchParams();
  for (const name of names) {
    const value = question[name];
    if (!value || value === DEFAULTS[/** @type {keyof DEFAULTS} */ (name)]) continue;
    for (const one of Array.isArray(value) ? value : [value]) parts.append(name, one);
  }
  return parts.toString().replaceAll("%2C", ",");
}

/** What of a question decides the answer, as one word to compare by. @param {Question} question */
export function asked(question) {
  return written(question, ["case", ...SINGLE, ...MAPPING]);
}

/** Whether a question can be asked. @param {Question} question */
export function complete(question) {
  return Boolean(question.case && question.mover && question.origin && question.destination && question.on);
}

/**
 * Fill a question with what the case proposes; without a day it is asked for today.
 * @param {Question} question
 * @param {any} about What the case holds.
 * @returns {Question}
 */
export function filled(question, about) {
  const first = !question.mover && !question.origin && !question.destination ? about.default : null;
  const made = { ...question };
  if (first) Object.assign(made, { mover: first.mover, origin: first.origin, destination: first.destination });
  made.on ||= first?.on ?? new Date().toISOString().slice(0, 10);
  return made;
}
