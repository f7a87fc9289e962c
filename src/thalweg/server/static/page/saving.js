// @ts-check
/** Saving beside a case: scenarios, claims and notes; and what is said when another was faster. */

import { inCase, send } from "./api.js";
import { t } from "./words.js";

/**
 * What the panel's parts may save and take back.
 * @param {any} page The page: what its case holds, and how it learns and shows again.
 */
export function keeping(page) {
  const here = () => `${inCase(String(page.about.name))}/saved`;

  /** @param {() => Promise<any>} work */
  const keep = async (work) => {
    try {
      const made = await work();
      await page.again(t("save.done"));
      return made;
    } catch (error) {
      const { status, current: other } = /** @type {any} */ (error);
      const stale = status === 412 && other;
      if (stale) await page.learn();
      page.told = { ...page.told, saving: { error: stale ? overtaken(other) : error instanceof Error ? error.message : String(error) } };
      return null;
    }
  };

  return {
    saveScenario: async (/** @type {string} */ base, /** @type {string[]} */ parts, /** @type {string} */ title, /** @type {any} */ over) => {
      const body = { title, description: over?.description ?? "", based_on: base, top: parts };
      const made = await keep(() => over ? send("PUT", `${here()}/scenarios/${over.id}`, { ...body, id: over.id }, over.revision) : send("POST", `${here()}/scenarios`, body));
      if (made) page.ask({ scenario: made.id, spare: [] });
    },
    saveClaim: (/** @type {any} */ body) => keep(() => send("POST", `${here()}/claims`, body)),
    saveNote: (/** @type {any} */ body) => keep(() => send("POST", `${here()}/notes`, body)),
    dropSaved: async (/** @type {string} */ kind, /** @type {any} */ it) => {
      const done = await keep(() => send("DELETE", `${here()}/${kind}/${it.id}`, undefined, it.revision).then(() => true));
      if (done && kind === "scenarios") page.ask({ scenario: "baseline", spare: [] });
    },
  };
}

/** What another saved in the meantime. @param {any} it */
const overtaken = (it) =>
  t("save.stale", { who: it.by, when: it.changed_at.slice(0, 16).replace("T", " "), what: it.title ?? it.text ?? `${it.attribute} ${it.value}` });
