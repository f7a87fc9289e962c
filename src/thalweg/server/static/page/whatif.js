// @ts-check
/** What if: the scenario, taken apart. Switch levers and changes on and off, add some, see what each does, and save it. */

import { html, nothing } from "../vendor/lit/lit.js";
import { badge } from "./answer.js";
import { property } from "./evidence.js";
import { READING, WITHOUT, change, joined, part, parted } from "./scenario.js";
import { t } from "./words.js";

/** Kinds of things that a change may speak of, in order. */
const KINDS = ["gate", "link", "place", "law", "mover"];

/**
 * @param {any} told The answer of `compare`, for what each part does; or null while it is asked for.
 * @param {import("./question.js").Question} q
 * @param {any} page
 */
export function whatif(told, q, page) {
  const { base, parts } = parted(/** @type {string | undefined} */ (q.scenario), page.about);
  const spare = /** @type {string[]} */ ([q.spare ?? []].flat());
  const start = page.about.scenarios.find((/** @type {any} */ s) => s.id === base) ?? { changes: [], readings: {} };
  const side = told?.sides?.[told.sides.length - 1];
  const effects = new Map((side?.effects ?? []).map((/** @type {any} */ e) => [e.part, e]));
  const set = (/** @type {string[]} */ on, /** @type {string[]} */ off = spare) =>
    page.ask({ scenario: joined(base, on), spare: off });
  const flip = (/** @type {string} */ one, /** @type {boolean} */ on) =>
    on ? set([...parts, one], spare.filter((x) => x !== one)) : set(parts.filter((x) => x !== one), page.lever(one) || one.startsWith(WITHOUT) ? spare : [...spare, one]);
  const own = [...new Set([...parts, ...spare])].filter((x) => !x.startsWith(WITHOUT) && !page.lever(x) && !x.startsWith(READING));

  return html`
    <p class="lead">${t("whatif.lead")}</p>
    ${side ? html`<p class="then">${badge(told.sides[0].verdict)} <span aria-hidden="true">→</span> ${badge(side.verdict)}
        <span class="quiet">${t("whatif.against", { scenario: page.scenario(told.sides[0].scenario) })}</span></p>` : nothing}
    <label class="field"><span>${t("whatif.base")}</span>
      <select name="base" @change=${(/** @type {any} */ e) => page.ask({ scenario: joined(e.target.value, parts.filter((x) => !x.startsWith(WITHOUT))), spare })}>
        ${page.about.scenarios.map((/** @type {any} */ s) => html`<option value=${s.id} ?selected=${s.id === base}>${s.title}</option>`)}
      </select></label>
    ${start.changes.length || Object.keys(start.readings).length ? html`<h3>${t("whatif.of_base")}</h3><ul class="parts">
      ${together(start.changes).map(([key, those]) => {
        const on = !parts.includes(WITHOUT + key);
        const why = [...new Set(those.map((/** @type {any} */ c) => c.why).filter(Boolean))].join("; ");
        return row(on, () => flip(WITHOUT + key, on), html`<span>${those.map((/** @type {any} */ c) => html`<div>${said(c, page)}</div>`)}</span>`, effects.get(key), why);
      })}
      ${Object.entries(start.readings).map(([article, option]) => {
        const key = READING + article;
        const on = !parts.includes(WITHOUT + key);
        return row(on, () => flip(WITHOUT + key, on), page.reading(article, String(option)), effects.get(key));
      })}</ul>` : nothing}
    ${page.about.levers.length ? html`<h3>${t("whatif.levers")}</h3><ul class="parts">
      ${page.about.levers.map((/** @type {any} */ x) => {
        const on = parts.includes(x.id);
        const by = x.by.map((/** @type {string} */ c) => page.country(c)).join(", ");
        return row(on, () => flip(x.id, !on), html`<span lang="en">${x.text}</span>`, effects.get(x.id), by ? t("unlock.holders", { who: by }) : "");
      })}</ul>` : nothing}
    ${page.about.readings.length ? html`<h3>${t("whatif.readings")}</h3>
      ${page.about.readings.map((/** @type {any} */ r) => reading(r, parts, set, effects))}` : nothing}
    <h3>${t("whatif.changes")}</h3>
    <ul class="parts">${own.map((x) => {
      const on = parts.includes(x);
      const read = change(x);
      return row(on, () => flip(x, !on), read ? said(read, page) : html`<code>${x}</code>`, effects.get(x), "",
        () => set(parts.filter((y) => y !== x), spare.filter((y) => y !== x)));
    })}</ul>
    ${adding(page, (/** @type {string} */ one) => set([...parts.filter((x) => x !== one), one]))}
    ${parts.length || spare.length ? html`<p class="foot">
      <button type="button" class="plain" @click=${() => page.ask({ scenario: base, spare: [] })}>${t("whatif.reset")}</button>
      <button type="button" class="plain" @click=${() => page.ask({ view: "compare", over: "sides", against: base })}>${t("whatif.compare")}</button></p>` : nothing}
    ${saving(base, parts, page)}`;
}

/** Changes of one property told together, as they are left out together. @param {any[]} changes */
function together(changes) {
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const c of changes) found.set(`${c.subject}.${c.attribute}`, [...(found.get(`${c.subject}.${c.attribute}`) ?? []), c]);
  return [...found];
}

/** A change in words. @param {any} c @param {any} page */
function said(c, page) {
  const where = Object.entries(c.qualifiers ?? {}).map(([k, v]) => `${k} ${k === "by" || k === "to" ? page.country(v) : v}`).join(", ");
  const days = c.from || c.until ? `${c.from ?? "…"} – ${c.until ?? "…"}` : "";
  return html`<span>${page.name(c.subject)}: <span lang="en">${property(c.attribute)} <b>${c.stated}</b></span>
    ${where || days ? html`<span class="quiet">(${[where, days].filter(Boolean).join("; ")})</span>` : nothing}</span>`;
}

/**
 * @param {boolean} on @param {() => void} flip @param {unknown} text @param {any} effect @param {string} [note] @param {() => void} [drop]
 */
function row(on, flip, text, effect, note, drop) {
  return html`<li class=${on ? "on" : "off"}><label><input type="checkbox" .checked=${on} @change=${flip}> ${text}</label>
    ${note ? html`<span class="quiet" lang="en">${note}</span>` : nothing}
    ${on && effect ? html`<span class="tag effect-${effect.effect}">${t(`effect.${effect.effect}`, { verdict: t(`verdict.${effect.without}`) })}</span>` : nothing}
    ${drop ? html`<button type="button" class="plain small" aria-label=${t("whatif.drop")} title=${t("whatif.drop")} @click=${drop}>✕</button>` : nothing}</li>`;
}

/** @param {any} r @param {string[]} parts @param {(on: string[]) => void} set @param {Map<string, any>} effects */
function reading(r, parts, set, effects) {
  const mine = parts.find((x) => x.startsWith(`${READING}${r.id}=`));
  const rest = parts.filter((x) => x !== mine);
  const pick = (/** @type {any} */ e) => set(e.target.value ? [...rest, `${READING}${r.id}=${e.target.value}`] : rest);
  const effect = mine && effects.get(mine);
  return html`<label class="field"><span lang="en">${r.question}</span>
    <select @change=${pick}><option value="" ?selected=${!mine}>${t("whatif.as_it_is")}</option>
      ${Object.entries(r.options).map(([id, text]) => html`<option value=${id} lang="en" ?selected=${mine === `${READING}${r.id}=${id}`}>${text}</option>`)}</select>
    ${effect ? html`<span class="tag effect-${effect.effect}">${t(`effect.${effect.effect}`, { verdict: t(`verdict.${effect.without}`) })}</span>` : nothing}</label>`;
}

/** The form that adds a change. @param {any} page @param {(part: string) => void} add */
function adding(page, add) {
  const about = page.draft.subject ?? "";
  const rows = page.rowsOf(about);
  const row_ = rows.find((/** @type {any} */ r) => r.name === page.draft.attribute);
  const submit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (e.target));
    const text = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
    if (!text("subject") || !text("attribute") || !text("value")) return;
    const stated = row_?.type === "number" && row_.unit && /^[-\d.]+$/.test(text("value")) ? `${text("value")} ${row_.unit}` : text("value");
    const where = Object.fromEntries((row_?.qualifiers ?? []).map((/** @type {string} */ k) => [k, text(`q-${k}`)]).filter(([, v]) => v));
    add(part({ subject: text("subject"), attribute: text("attribute"), stated, qualifiers: where, from: text("from") || null }));
    page.setDraft({});
  };
  return html`<details class="add" ?open=${Boolean(about)}><summary>${t("whatif.add")}</summary>
    <form class="adding" @submit=${submit}>
      <label class="field"><span>${t("whatif.thing")}</span>
        <select name="subject" required .value=${about} @change=${(/** @type {any} */ e) => page.setDraft({ subject: e.target.value })}>
          <option value=""></option>
          ${KINDS.map((what) => {
            const of = page.things.filter((/** @type {any} */ x) => x.what === what);
            return of.length ? html`<optgroup label=${t(`facts.${what}`)}>${of.map((/** @type {any} */ x) => html`<option value=${x.id} ?selected=${x.id === about}>${x.name}</option>`)}</optgroup>` : nothing;
          })}</select></label>
      <label class="field"><span>${t("whatif.property")}</span>
        <select name="attribute" required ?disabled=${!rows.length} @change=${(/** @type {any} */ e) => page.setDraft({ subject: about, attribute: e.target.value })}>
          <option value=""></option>
          ${rows.map((/** @type {any} */ r) => html`<option value=${r.name} lang="en" title=${r.definition} ?selected=${r.name === page.draft.attribute}>${property(r.name)}</option>`)}</select></label>
      <label class="field"><span>${t("whatif.value")}${row_?.unit ? ` (${row_.unit})` : ""}</span>
        ${row_?.values?.length ? html`<select name="value" required>${row_.values.map((/** @type {string} */ v) => html`<option lang="en">${v}</option>`)}</select>`
          : html`<input name="value" required autocomplete="off" ?disabled=${!row_}>`}</label>
      ${(row_?.qualifiers ?? []).filter((/** @type {string} */ k) => k === "by" || k === "to").map((/** @type {string} */ k) => html`<label class="field"><span lang="en">${k}</span>
        <select name="q-${k}"><option value=""></option>${Object.entries(page.about.countries).map(([id]) => html`<option value=${id}>${page.country(id)}</option>`)}</select></label>`)}
      <label class="field"><span>${t("whatif.from")}</span><input type="date" name="from"></label>
      <button type="submit" class="do" ?disabled=${!row_}>${t("whatif.put")}</button>
    </form></details>`;
}

/** Save the scenario under a title; one that was saved can be changed or deleted. @param {string} base @param {string[]} parts @param {any} page */
function saving(base, parts, page) {
  if (!page.me?.writes) return page.me && !page.me.writes ? html`<p class="quiet">${t("save.not_here")}</p>` : nothing;
  const mine = page.saved?.scenarios?.find((/** @type {any} */ s) => s.id === base);
  const submit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault();
    const title = String(new FormData(/** @type {HTMLFormElement} */ (e.target)).get("title") ?? "").trim();
    if (title) page.saveScenario(base, parts, title);
  };
  return html`<h3>${t("save.title")}</h3>
    ${parts.length ? html`<form class="adding" @submit=${submit}><label class="field"><span>${t("save.name")}</span><input name="title" required maxlength="200" autocomplete="off"></label>
      <button type="submit" class="do">${t("save.do")}</button></form>` : nothing}
    ${mine ? html`<p class="foot">${t("save.by", { who: mine.by })}
        ${parts.length ? html`<button type="button" class="plain" @click=${() => page.saveScenario(base, parts, mine.title, mine)}>${t("save.over", { name: mine.title })}</button>` : nothing}
        <button type="button" class="plain danger" @click=${() => page.dropSaved("scenarios", mine)}>${t("save.delete", { name: mine.title })}</button></p>` : nothing}
    ${page.told.saving ? html`<p class=${page.told.saving.error ? "error" : "quiet"} role="status">${page.told.saving.error ?? page.told.saving.said}</p>` : nothing}`;
}
