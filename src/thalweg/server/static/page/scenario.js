// @ts-check
/** A scenario put together in its name: the scenario that it builds on, and its parts, as `thalweg.io.composed` reads them. */

const JOIN = "+";
export const WITHOUT = "!";
export const READING = "reading:";

/** @param {string | undefined} name @param {any} about What the case holds. @returns {{base: string, parts: string[]}} */
export function parted(name, about) {
  const whole = name || "baseline";
  if (about.scenarios.some((/** @type {any} */ s) => s.id === whole)) return { base: whole, parts: [] };
  const [base, ...parts] = whole.split(JOIN).map((x) => x.trim());
  return { base, parts };
}

/** @param {string} base @param {string[]} parts */
export const joined = (base, parts) => [base, ...parts].join(JOIN);

/** A change as part of a name. @param {{subject: string, attribute: string, stated: string, qualifiers?: Record<string, string>, from?: string | null, until?: string | null}} c */
export function part(c) {
  const where = Object.entries(c.qualifiers ?? {}).map(([k, v]) => `${k}=${v}`).join(";");
  const days = c.from || c.until ? `@${c.from ?? ""}${c.until ? `/${c.until}` : ""}` : "";
  return `${c.subject}.${c.attribute}${where ? `[${where}]` : ""}=${c.stated}${days}`;
}

const CHANGE = /^([^[\]=.]+)\.([a-z0-9_]+)(?:\[([^\]]*)\])?=([^@]*)(?:@(.*))?$/;

/** Read a part that is a change; null if it is none. @param {string} text */
export function change(text) {
  const read = CHANGE.exec(text);
  if (!read) return null;
  const [, subject, attribute, where, stated, days] = read;
  const qualifiers = Object.fromEntries((where ?? "").split(";").filter(Boolean).map((x) => x.split("=")));
  const [from, until] = (days ?? "").split("/");
  return { subject, attribute, stated, qualifiers, from: from || null, until: until || null };
}
