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

/**
 * What a scenario holds, spelled out so that it can be saved; and what the trip meets by its levers, which no scenario holds.
 * @param {string} base @param {string[]} parts @param {any} about
 */
export function spelled(base, parts, about) {
  const start = about.scenarios.find((/** @type {any} */ s) => s.id === base);
  const dropped = parts.filter((x) => x.startsWith(WITHOUT)).map((x) => x.slice(1));
  const changes = [];
  const readings = {};
  const meets = new Set();
  if (dropped.length) {
    changes.push(...start.changes.filter((/** @type {any} */ c) => !dropped.includes(`${c.subject}.${c.attribute}`)));
    for (const [k, v] of Object.entries(start.readings)) if (!dropped.includes(READING + k)) Object.assign(readings, { [k]: v });
  }
  const pull = (/** @type {string} */ id, /** @type {Set<string>} */ done) => {
    const lever = about.levers.find((/** @type {any} */ x) => x.id === id);
    if (!lever || done.has(id)) return;
    done.add(id);
    for (const other of lever.needs) pull(other, done);
    changes.push(...lever.changes);
    Object.assign(readings, lever.readings);
    for (const one of lever.meets) meets.add(one);
  };
  const done = new Set();
  for (const one of parts.filter((x) => !x.startsWith(WITHOUT))) {
    const read = one.startsWith(READING) ? null : change(one);
    if (one.startsWith(READING)) Object.assign(readings, Object.fromEntries([one.slice(READING.length).split("=")]));
    else if (read) changes.push(read);
    else pull(one, done);
  }
  return {
    based_on: dropped.length ? "baseline" : base,
    readings,
    changes: changes.map((c) => sent(c)),
    meets: [...meets],
  };
}

/** @param {any} c A change as the case tells it. */
function sent(c) {
  const [, number, unit] = /^([-\d.~<>=]+)\s+(\S.*)$/.exec(c.stated) ?? [null, c.stated, ""];
  const days = { ...(c.from ? { from: c.from } : {}), ...(c.until ? { until: c.until } : {}) };
  return { subject: c.subject, attribute: c.attribute, value: number, unit, qualifiers: c.qualifiers ?? {}, why: c.why ?? "", ...days };
}
