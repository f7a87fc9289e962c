// @ts-check
/** Asks the server. Its errors have one form, of which `message` and `hint` are shown. */

import { MAPPING, SINGLE, written } from "./question.js";

/** What the server says of a question that it cannot answer. */
export class Refused extends Error {
  /** @param {string} message @param {string} field */
  constructor(message, field) {
    super(message);
    this.field = field;
  }
}

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export async function get(path, signal) {
  const response = await fetch(path, { signal, headers: { accept: "application/json" } });
  if (response.ok) return response.json();
  let told;
  try {
    told = (await response.json()).error;
  } catch {
    told = null;
  }
  throw new Refused(told?.message ?? `${response.status} ${response.statusText}`, told?.field ?? "");
}

export const cases = () => get("/api/cases");

/** @param {string} name @param {AbortSignal} [signal] */
export const about = (name, signal) => get(`/api/cases/${encodeURIComponent(name)}`, signal);

/**
 * Ask one question about a case.
 * @param {string} kind `check`, `unlock`, `map` and so on.
 * @param {import("./question.js").Question} question
 * @param {{drop?: string[], more?: Record<string, string>, signal?: AbortSignal}} [how] Fields that this kind does not
 *   take, and those that it takes beside.
 */
export function ask(kind, question, { drop = [], more = {}, signal } = {}) {
  const names = [...SINGLE, ...MAPPING].filter((n) => !drop.includes(n) && !(n in more));
  const query = [written(question, names), new URLSearchParams(more).toString()].filter(Boolean).join("&");
  return get(`/api/cases/${encodeURIComponent(String(question.case))}/${kind}?${query}`, signal);
}
