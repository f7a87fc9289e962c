// @ts-check
/** Asks the server. Its errors have one form, of which `message` and `hint` are shown. */

import { MAPPING, SINGLE, written } from "./question.js";

/** The token of a shared server, for as long as the tab is open. */
const TOKEN = "token";

/** What the server says of a question that it cannot answer. */
export class Refused extends Error {
  /** @param {string} message @param {string} field @param {number} [status] @param {any} [current] What another saved meanwhile. */
  constructor(message, field, status = 0, current = null) {
    super(message);
    this.field = field;
    this.status = status;
    this.current = current;
  }
}

/** @param {Record<string, string>} [more] */
function headers(more = {}) {
  const token = sessionStorage.getItem(TOKEN);
  return { accept: "application/json", ...more, ...(token ? { authorization: `Bearer ${token}` } : {}) };
}

/** Keep the token by which a shared server knows its reader. @param {string} token */
export const signIn = (token) => (token ? sessionStorage.setItem(TOKEN, token) : sessionStorage.removeItem(TOKEN));

/** @param {Response} response @returns {Promise<any>} */
async function told(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  let said;
  try {
    said = await response.json();
  } catch {
    said = null;
  }
  const { message, field } = said?.error ?? {};
  throw new Refused(message ?? `${response.status} ${response.statusText}`, field ?? "", response.status, said?.current ?? said?.error?.current);
}

/** @param {string} path @param {AbortSignal} [signal] @returns {Promise<any>} */
export const get = async (path, signal) => told(await fetch(path, { signal, headers: headers() }));

/**
 * Save something, or take it back.
 * @param {"POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {any} [body]
 * @param {number} [revision] That of the record that is changed.
 */
export async function send(method, path, body, revision) {
  const more = { ...(body === undefined ? {} : { "content-type": "application/json" }), ...(revision ? { "if-match": `"${revision}"` } : {}) };
  return told(await fetch(path, { method, headers: headers(more), body: body === undefined ? undefined : JSON.stringify(body) }));
}

/** What is wanted as a file, with the reader's token if there is one. @param {string} path @returns {Promise<Blob>} */
export async function file(path) {
  const response = await fetch(path, { headers: headers({ accept: "*/*" }) });
  return response.ok ? response.blob() : told(response);
}

/** @param {string} name */
export const inCase = (name) => `/api/cases/${encodeURIComponent(name)}`;

export const me = () => get("/api/me");
export const attributes = () => get("/api/attributes");

export const cases = () => get("/api/cases");

/** @param {string} name @param {AbortSignal} [signal] */
export const about = (name, signal) => get(inCase(name), signal);

/**
 * Ask one question about a case.
 * @param {string} kind `check`, `unlock`, `map` and so on.
 * @param {import("./question.js").Question} question
 * @param {{drop?: string[], also?: string[], more?: Record<string, string>, signal?: AbortSignal}} [how] Fields that this
 *   kind does not take, those of the address that it takes beside, and others.
 */
export function ask(kind, question, { signal, ...how } = {}) {
  return get(asking(kind, question, how), signal);
}

/**
 * The address of a question about a case.
 * @param {string} kind
 * @param {import("./question.js").Question} question
 * @param {{drop?: string[], also?: string[], more?: Record<string, string>}} [how] As in `ask`.
 */
export function asking(kind, question, { drop = [], also = [], more = {} } = {}) {
  const names = [...SINGLE, ...MAPPING, ...also].filter((n) => !drop.includes(n) && !(n in more));
  const query = [written(question, names), new URLSearchParams(more).toString()].filter(Boolean).join("&");
  return `${inCase(String(question.case))}/${kind}?${query}`;
}
