// @ts-check
/** What is taken away: a file of what is seen, or a picture of the map with what it answers. */

import { html } from "../vendor/lit/lit.js";
import { asking, file, inCase } from "./api.js";
import { complete } from "./question.js";
import { t } from "./words.js";

/** Hand a file to the reader. @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * The map as a picture, with words under it.
 * @param {HTMLCanvasElement} map Just drawn, so that it still holds its picture.
 * @param {string[]} words The first line is a title.
 * @param {{paper: string, ink: string, quiet: string}} colours
 * @returns {Promise<Blob>}
 */
async function picture(map, words, colours) {
  const ratio = map.width / (map.clientWidth || map.width);
  const line = 22 * ratio;
  const canvas = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const font = (/** @type {number} */ i) => `${i ? "" : "600 "}${(i ? 13 : 16) * ratio}px system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif`;
  const margin = 16 * ratio;
  const rows = words.flatMap((text, i) => {
    pen.font = font(i);
    return broken(pen, text, map.width - 2 * margin).map((row) => ({ row, i }));
  });
  [canvas.width, canvas.height] = [map.width, map.height + rows.length * line + 1.5 * margin];
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(map, 0, 0);
  rows.forEach(({ row, i }, n) => {
    pen.font = font(i);
    pen.fillStyle = i ? colours.quiet : colours.ink;
    pen.fillText(row, margin, map.height + margin + (n + 0.5) * line);
  });
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}

/** A text in rows that fit. @param {CanvasRenderingContext2D} pen @param {string} text @param {number} wide */
function broken(pen, text, wide) {
  const rows = [""];
  for (const word of text.split(/(?<=[\s&?/])/)) {
    const longer = rows[rows.length - 1] + word;
    if (pen.measureText(longer).width > wide && rows[rows.length - 1]) rows.push(word);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}

/**
 * The menu of what can be taken away.
 * @param {any} page The page: its question, its answer, its map.
 * @param {[string, {drop?: string[], also?: string[], more?: Record<string, string>}]} asks What the open view asks, and how.
 * @param {string} view @param {boolean} able Whether the view has its question.
 */
export function menu(page, [kind, how], view, able) {
  const q = page.question;
  const took = (/** @type {() => Promise<void>} */ work) => async (/** @type {Event} */ e) => {
    /** @type {HTMLElement} */ (e.target).closest("details")?.removeAttribute("open");
    try {
      await work();
    } catch (error) {
      page.failed(error);
    }
  };
  const asFile = (/** @type {string} */ kind_, /** @type {any} */ how_, /** @type {string} */ form) =>
    took(async () => save(await file(asking(kind_, q, { ...how_, more: { ...how_.more, as: form } })), `${q.case}-${kind_}-${q.on}.${form}`));
  const map = { drop: ["origin", "destination"] };
  const item = (/** @type {string} */ word, /** @type {unknown} */ click, can = true) => html`<li><button type="button" ?disabled=${!can} @click=${click}>${t(word)}</button></li>`;
  return html`<details class="menu"><summary class="icon" title=${t("take.title")} aria-label=${t("take.title")}>⤓</summary><ul>
    ${item("take.brief", asFile("brief", {}, "html"), complete(q))}
    ${item("take.png", took(async () => save(await pictured(page), `${q.case}-map-${q.on}.png`)), Boolean(page.about))}
    ${item("take.csv", asFile(kind, how, "csv"), able)}
    ${item("take.geojson", asFile("map", map, "geojson"), Boolean(page.about))}
    ${item("take.gpkg", asFile("map", map, "gpkg"), Boolean(page.about))}
    ${item("take.folder", took(async () => save(await file(`${inCase(String(q.case))}/export.zip`), `${q.case}.zip`)), page.me?.role === "admin")}
  </ul></details>`;
}

/** The map and what it answers, as a picture. @param {any} page @returns {Promise<Blob>} */
async function pictured(page) {
  const canvas = await page.canvas();
  const style = getComputedStyle(document.documentElement);
  const [paper, ink, quiet] = ["--paper", "--ink", "--quiet"].map((x) => style.getPropertyValue(x).trim());
  const said = page.answer ? [`${t(`verdict.${page.answer.verdict}`)}: ${page.answer.sentence}`, page.hands.scenario(String(page.question.scenario ?? "baseline"))] : [page.about.title];
  return picture(canvas, [...said, `${page.about.title} · Thalweg · ${location.href}`], { paper, ink, quiet });
}
