// @ts-check
/** How the map is drawn: layers and their colours, for the light and for the dark page. */

import { DASH, LINE, VERDICTS } from "./verdicts.js";

const GROUND = {
  light: { sea: "#e3ecf0", land: "#f6f4ee", border: "#9a8f83", ink: "#1c2a30", quiet: "#93a1a8", paper: "#ffffff", halo: "#1c2a30" },
  dark: { sea: "#12191d", land: "#1e272c", border: "#6c7a80", ink: "#e8eff2", quiet: "#5f6d74", paper: "#10171b", halo: "#f2f6f8" },
};

/** The state of a feature, set anew with every answer. @param {string} name */
const state = (name) => ["coalesce", ["feature-state", name], ""];
/** @param {string} verdict @param {number} shown */
const onlyIf = (verdict, shown) => ["case", ["==", state("verdict"), verdict], shown, 0];
const onPath = (/** @type {number} */ yes, /** @type {number} */ no) => ["case", ["==", state("path"), "yes"], yes, no];
const byZoom = (/** @type {number[]} */ ...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];

/** Coasts and borders are coarse: above zoom 7 they are a mile or ten out, and fade. */
const FADE = { land: byZoom(6, 1, 9, 0.55), border: byZoom(6, 0.6, 8, 0.12), coast: byZoom(6, 0.5, 9, 0.15) };

/** Sources, empty at first. */
export const SOURCES = {
  land: { type: "geojson", data: nothing() },
  near: { type: "geojson", data: nothing() },
  borders: { type: "geojson", data: nothing() },
  links: { type: "geojson", data: nothing(), promoteId: "id" },
  marks: { type: "geojson", data: nothing() },
  rings: { type: "geojson", data: nothing() },
  gates: { type: "geojson", data: nothing(), promoteId: "id" },
  places: { type: "geojson", data: nothing(), promoteId: "id" },
};

/** @returns {any} */
export function nothing() {
  return { type: "FeatureCollection", features: [] };
}

/** The layers, from the ground up. @param {"light" | "dark"} theme @returns {any[]} */
export function layers(theme) {
  const c = GROUND[theme];
  const line = { "line-cap": "round", "line-join": "round" };
  const label = { "text-size": 12, "text-padding": 4, "text-max-width": 9 };
  const text = { "text-color": c.ink, "text-halo-color": c.paper, "text-halo-width": 1.6 };
  const width = byZoom(3, onPath(4, 1.6), 9, onPath(6.5, 2.6), 13, onPath(9, 4));
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": c.land, "fill-opacity": FADE.land } },
    { id: "coast", type: "line", source: "land", paint: { "line-color": c.border, "line-width": 0.7, "line-opacity": FADE.coast } },
    { id: "near-water", type: "fill", source: "near", filter: ["==", ["get", "what"], "water"], paint: { "fill-color": c.sea } },
    { id: "near-land", type: "fill", source: "near", filter: ["==", ["get", "what"], "land"],
      paint: { "fill-color": c.land, "fill-opacity": byZoom(9, 1, 13, 0.7) } },
    { id: "borders", type: "line", source: "borders",
      paint: { "line-color": c.border, "line-width": 1, "line-opacity": FADE.border, "line-dasharray": [4, 3] } },
    { id: "path", type: "line", source: "links", layout: line,
      paint: { "line-color": c.halo, "line-width": byZoom(3, 8, 9, 13, 13, 17), "line-opacity": onPath(0.22, 0) } },
    { id: "unused", type: "line", source: "links", layout: line,
      paint: { "line-color": c.quiet, "line-width": 1.1, "line-opacity": ["case", ["==", state("verdict"), ""], 0.75, 0] } },
    ...VERDICTS.map((v) => {
      const dash = DASH[/** @type {keyof DASH} */ (v)];
      return {
        id: `link-${v}`, type: "line", source: "links", layout: { ...line, "line-cap": v === "conditional" ? "butt" : "round" },
        paint: {
          "line-color": LINE[theme][/** @type {keyof DASH} */ (v)], "line-width": width, "line-opacity": onlyIf(v, 1),
          ...(dash ? { "line-dasharray": dash } : {}),
        },
      };
    }),
    { id: "hit", type: "line", source: "links", layout: line, paint: { "line-color": "#000", "line-width": 18, "line-opacity": 0 } },
    { id: "places", type: "circle", source: "places",
      paint: { "circle-radius": byZoom(3, 2.2, 9, 4), "circle-color": c.paper, "circle-stroke-color": c.ink, "circle-stroke-width": 1.4 } },
    { id: "rings", type: "circle", source: "rings",
      paint: { "circle-radius": byZoom(3, 11, 9, 17), "circle-opacity": 0, "circle-stroke-color": c.ink, "circle-stroke-width": 2.5 } },
    { id: "gates", type: "symbol", source: "gates", minzoom: 6.5,
      layout: { "icon-image": ["get", "icon"], "icon-size": byZoom(6.5, 0.6, 10, 0.9), "icon-allow-overlap": true,
        "icon-ignore-placement": false, "symbol-sort-key": ["get", "order"] } },
    { id: "gate-names", type: "symbol", source: "gates", minzoom: 9.5,
      layout: { ...label, "text-size": 11.5, "text-field": ["get", "label"], "text-anchor": "left", "text-offset": [1.4, 0],
        "text-justify": "left", "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.5 }, paint: text },
    { id: "marks", type: "symbol", source: "marks", minzoom: 4,
      layout: { "text-field": ["get", "mark"], "text-size": 17, "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": ["match", ["get", "verdict"], ...VERDICTS.flatMap((v) => [v, LINE[theme][/** @type {keyof DASH} */ (v)]]), c.ink],
        "text-halo-color": c.paper, "text-halo-width": 3 } },
    { id: "place-names", type: "symbol", source: "places",
      layout: { ...label, "text-field": ["get", "label"], "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 0.7, "symbol-sort-key": ["get", "order"] }, paint: { ...text, "text-halo-width": 1.8 } },
  ];
}

/** A style for a new map. @param {"light" | "dark"} theme @returns {any} */
export const style = (theme) => ({ version: 8, sources: SOURCES, layers: layers(theme), transition: { duration: 0, delay: 0 } });

/** Give a map the colours of a theme. @param {any} map @param {"light" | "dark"} theme */
export function recolour(map, theme) {
  for (const layer of layers(theme)) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, value);
  }
}
