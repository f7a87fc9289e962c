// @ts-check
/** The map: the case's own places, links and gates on a basemap that is context only. */

import { LngLatBounds, Map as GlMap, Marker, Popup, ScaleControl } from "../vendor/maplibre/maplibre-gl.mjs";
import { LitElement, html } from "../vendor/lit/lit.js";
import feature from "../vendor/topojson/feature.js";
import mesh from "../vendor/topojson/mesh.js";
import { get, inCase } from "./api.js";
import { nothing, recolour, style } from "./layers.js";
import { ICONS, iconName, image } from "./symbols.js";
import { MARK, isDark } from "./verdicts.js";
import { named, number, t } from "./words.js";

/** More marks than this would hide the lines. */
const MOST_MARKED = 40;
const PICKED = ["gates", "gate-names", "places", "place-names", "hit"];
const theme = () => (isDark() ? "dark" : "light");

export class CaseMap extends LitElement {
  static properties = { about: { attribute: false }, seen: { attribute: false }, answer: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    this.about = null;
    this.seen = null;
    this.answer = null;
    /** @type {Set<string>} */
    this._coloured = new Set();
    this._ends = [];
    this._fitted = "";
    this._pointed = "";
  }

  render() {
    return html`<div class="ground"></div>
      <div class="zoom"><button type="button" aria-label=${t("map.closer")} @click=${() => this.map.zoomIn()}>+</button>
        <button type="button" aria-label=${t("map.farther")} @click=${() => this.map.zoomOut()}>−</button></div>`;
  }

  firstUpdated() {
    const map = new GlMap({
      container: /** @type {HTMLElement} */ (this.querySelector(".ground")),
      style: style(theme()), center: [130.65, 42.45], zoom: 6, attributionControl: false, dragRotate: false,
      pitchWithRotate: false, fadeDuration: 0, maxZoom: 17, locale: { "Map.Title": t("map.label") }, canvasContextAttributes: { antialias: true },
    });
    this.map = map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-right");
    map.on("idle", () => (document.documentElement.dataset.map = "idle"));
    map.on("movestart", () => (document.documentElement.dataset.map = "moving"));
    this._popup = new Popup({ closeButton: false, closeOnClick: false, maxWidth: "300px", offset: 10 });
    map.on("mousemove", (/** @type {any} */ e) => this._hover(e));
    map.on("mouseout", () => this._popup.remove());
    map.on("click", (/** @type {any} */ e) => this._click(e));
    this.ready = new Promise((done) => map.once("load", () => done(this._ground())));
  }

  /** Draw coasts and borders, for orientation only. */
  async _ground() {
    for (const name of ICONS) this.map.addImage(name, image(name, theme()), { pixelRatio: 2 });
    const world = await (await fetch("/static/vendor/world-atlas/countries-50m.json")).json();
    this.map.getSource("land").setData(feature(world, world.objects.land));
    const borders = mesh(world, world.objects.countries, (/** @type {any} */ a, /** @type {any} */ b) => a !== b);
    this.map.getSource("borders").setData({ type: "Feature", properties: {}, geometry: borders });
  }

  /** Change colours with the page. */
  retheme() {
    for (const name of ICONS) this.map.updateImage(name, image(name, theme()));
    recolour(this.map, theme());
  }

  /**
   * Put a case on the map: its geometry, once.
   * @param {any} about What the case holds.
   * @param {any} seen The map with coordinates.
   */
  place(about, seen) {
    this.about = about;
    const of = (/** @type {string} */ what) => seen.features.filter((/** @type {any} */ f) => f.properties.what === what);
    this._gates = of("gate");
    this._links = new Map(of("link").map((/** @type {any} */ f) => [f.properties.id, f]));
    this._fixed = new Map(seen.features.map((/** @type {any} */ f) => [f.properties.id, f.properties]));
    this._places = new Map(of("place").map((/** @type {any} */ f) => [f.properties.id, f]));
    this.map.removeFeatureState({ source: "links" });
    this._coloured.clear();
    this._fitted = "";
    this._pointed = "";
    this.map.getSource("rings").setData(nothing());
    this.map.getSource("links").setData({ type: "FeatureCollection", features: [...this._links.values()] });
    thin(this.map, [...this._places.values()], this._gates);
    if (about.map?.center) this.map.jumpTo({ center: about.map.center, zoom: about.map.zoom ?? 6 });
    else this._fit([...this._places.values()].map((f) => f.geometry.coordinates));
    this.map.getSource("near").setData(nothing());
    delete document.documentElement.dataset.coast;
    this.map.once("idle", () => this._sharpen(about));
  }

  /** Draw the coast nearer to the truth, where the server has it. @param {any} about */
  async _sharpen(about) {
    const shore = await get(`${inCase(about.name)}/coast`).catch(nothing); // it is context: the map does without
    if (this.about !== about) return;
    this.map.getSource("near").setData(shore);
    document.documentElement.dataset.coast = shore.features.length ? "near" : "far";
  }

  /**
   * Colour the map by an answer.
   * @param {any} seen The map at the moment, with or without coordinates.
   * @param {any} answer The answer of `check`, or null.
   */
  show(seen, answer) {
    const path = new Set((answer?.path ?? []).map((/** @type {any} */ s) => s.link));
    this._told = new Map();
    const states = new Map();
    for (const [id, f] of this._places) this._told.set(id, f.properties);
    for (const { properties } of seen.features) {
      const p = { ...this._fixed.get(properties.id), ...properties };
      this._told.set(p.id, p);
      if (p.what === "link") states.set(p.id, `${p.verdict ?? ""} ${path.has(p.id) ? "yes" : "no"}`);
    }
    for (const [id, both] of states) {
      if (this._last?.get(id) === both && this._coloured.has(id)) continue;
      const [verdict, on] = both.split(" ");
      this.map.setFeatureState({ source: "links", id }, { verdict, path: on });
      this._coloured.add(id);
    }
    this._last = states;
    this._showMarks(seen, path);
    this._showGates();
    this._showPlaces(answer);
  }

  /** Learn what to tell of each link beyond its verdict. @param {any} seen */
  tell(seen) {
    for (const { properties: p } of seen.features) {
      const known = this._told?.get(p.id);
      if (known && p.reason) known.reason = p.reason;
    }
  }

  /** Mark what is blocked, and what is unknown on the way, so that colour is not all that tells it. @param {any} seen @param {Set<string>} path */
  _showMarks(seen, path) {
    const marked = seen.features.filter(
      (/** @type {any} */ { properties: p }) => p.verdict === "blocked" || (path.has(p.id) && p.verdict && p.verdict !== "clear"),
    );
    const worst = marked.some((/** @type {any} */ f) => f.properties.verdict === "blocked") ? "blocked" : "unknown";
    const told = marked.length <= MOST_MARKED ? marked
      : marked.filter((/** @type {any} */ { properties: p }) => path.has(p.id) && p.verdict === worst).slice(0, MOST_MARKED);
    const features = told.map((/** @type {any} */ { properties: p }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: middle(this._links.get(p.id).geometry.coordinates) },
      properties: { verdict: p.verdict, mark: MARK[/** @type {keyof MARK} */ (p.verdict)] },
    }));
    this.map.getSource("marks").setData({ type: "FeatureCollection", features });
  }

  _showGates() {
    const features = this._gates.map((/** @type {any} */ f) => {
      const p = this._told.get(f.properties.id) ?? f.properties;
      const order = p.kind === "bridge" || p.kind === "lock" ? 0 : 1;
      const clearance = clearanceWords(p.clearance);
      const label = clearance ? `${p.name}\n▽ ${clearance}` : p.name;
      return { type: "Feature", geometry: f.geometry, properties: { id: p.id, icon: iconName(p.kind, p.status), label, order } };
    });
    this.map.getSource("gates").setData({ type: "FeatureCollection", features });
  }

  /** @param {any} answer */
  _showPlaces(answer) {
    const ends = answer ? [answer.question.origin, answer.question.destination] : [];
    const way = (answer?.path ?? []).length <= 20 ? answer?.path ?? [] : [];
    const onWay = new Set([...ends, ...way.flatMap((/** @type {any} */ s) => [s.from, s.to])]);
    const features = [...this._places.values()].map((f) => ({
      type: "Feature",
      geometry: f.geometry,
      properties: { id: f.properties.id, label: named(f.properties), order: onWay.has(f.properties.id) ? 0 : 1 },
    }));
    this.map.getSource("places").setData({ type: "FeatureCollection", features });
    for (const m of this._ends) m.remove();
    this._ends = ends.map((id, i) => {
      const sign = document.createElement("div");
      sign.className = "end";
      const drop = sign.appendChild(document.createElement("i"));
      drop.append(Object.assign(document.createElement("b"), { textContent: "AB"[i] }));
      sign.title = named(this._places.get(id)?.properties);
      return new Marker({ element: sign, anchor: "bottom", offset: [0, -4] }).setLngLat(this._places.get(id).geometry.coordinates).addTo(this.map);
    });
    const asked = ends.join(" ");
    if (answer && this._fitted !== asked) this.fitPath(answer, this._fitted !== "");
    this._fitted = asked;
  }

  /** The map's canvas, at a moment when it holds its picture. @returns {Promise<HTMLCanvasElement>} */
  drawn() {
    return new Promise((done) => {
      this.map.once("render", () => {
        const { width, height, clientWidth } = this.map.getCanvas();
        const copy = Object.assign(document.createElement("canvas"), { width, height });
        Object.defineProperty(copy, "clientWidth", { value: clientWidth });
        copy.getContext("2d")?.drawImage(this.map.getCanvas(), 0, 0);
        done(copy);
      });
      this.map.triggerRepaint();
    });
  }

  /** Show the whole way. @param {any} answer @param {boolean} [gently] */
  fitPath(answer, gently = true) {
    const lines = answer.path.flatMap((/** @type {any} */ s) => this._links.get(s.link)?.geometry.coordinates ?? []);
    const ends = [answer.question.origin, answer.question.destination].map((id) => this._places.get(id).geometry.coordinates);
    this._fit([...lines, ...ends], gently);
  }

  /** @param {number[][]} points @param {boolean} [gently] */
  _fit(points, gently = false) {
    const bounds = new LngLatBounds();
    for (const p of points) bounds.extend(p);
    if (bounds.isEmpty()) return;
    const still = !gently || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.fitBounds(bounds, { padding: { top: 70, bottom: 60, left: 60 + this._covered, right: 60 }, maxZoom: 12, duration: still ? 0 : 500 });
  }

  /** Ring what the panel speaks of as what bounds, or where one waits. @param {string[]} ids */
  point(ids) {
    if (!this._links || ids.join() === this._pointed) return;
    this._pointed = ids.join();
    const at = (/** @type {string} */ id) => this._gates.find((/** @type {any} */ f) => f.properties.id === id)?.geometry.coordinates ?? middle(this._links.get(id)?.geometry.coordinates ?? []);
    const features = ids.map(at).filter(Boolean).map((coordinates) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties: {} }));
    this.map.getSource("rings").setData({ type: "FeatureCollection", features });
  }

  /** Show one thing that the panel speaks of. @param {string} id */
  find(id) {
    const line = this._links.get(id)?.geometry.coordinates;
    const gate = this._gates.find((/** @type {any} */ f) => f.properties.id === id);
    const point = (gate ?? this._places.get(id))?.geometry.coordinates;
    if (line) this._fit(line, true);
    else if (point) this.map.easeTo({ center: point, zoom: Math.max(this.map.getZoom(), 11), offset: [this._covered / 2, 0], duration: 500 });
  }

  /** Pixels at the left that the legend covers. */
  get _covered() {
    const open = this.parentElement?.querySelector(".legend ul");
    return open && this.clientWidth > 700 ? 210 : 0;
  }

  /** @param {any} e */
  _at(e) {
    const box = [[e.point.x - 5, e.point.y - 5], [e.point.x + 5, e.point.y + 5]];
    const found = this.map.queryRenderedFeatures(box, { layers: PICKED });
    found.sort((/** @type {any} */ a, /** @type {any} */ b) => PICKED.indexOf(a.layer.id) - PICKED.indexOf(b.layer.id));
    return found[0]?.properties.id;
  }

  /** @param {any} e */
  _hover(e) {
    const id = this._at(e);
    this.map.getCanvas().style.cursor = id ? "pointer" : "";
    const p = id && this._told?.get(id);
    if (!p) return void this._popup.remove();
    this._popup.setLngLat(e.lngLat).setDOMContent(tooltip(p)).addTo(this.map);
  }

  /** @param {any} e */
  _click(e) {
    const id = this._at(e);
    if (id) this.dispatchEvent(new CustomEvent("pick", { detail: id, bubbles: true }));
  }
}

/**
 * Leave out places and gates until there is room for them; the ends of the way are always shown.
 * @param {any} map @param {any[]} places @param {any[]} gates
 */
function thin(map, places, gates) {
  const roomy = (/** @type {any[]} */ features) => {
    const lon = features.map((f) => f.geometry.coordinates[0]);
    const lat = features.map((f) => f.geometry.coordinates[1]);
    const apart = Math.sqrt(((Math.max(...lon) - Math.min(...lon)) * (Math.max(...lat) - Math.min(...lat))) / features.length);
    return features.length < 2 ? 0 : Math.min(13, Math.max(0, Math.log2((45 * 360) / (512 * (apart || 1)))));
  };
  const from = roomy(places);
  const first = ["==", ["get", "order"], 0];
  map.setFilter("places", ["step", ["zoom"], first, from, true]);
  map.setFilter("place-names", ["step", ["zoom"], first, places.length > 100 ? from + 1 : from - 1, true]);
  map.setLayerZoomRange("gates", Math.max(6.5, roomy(gates) + 0.5), 24);
  map.setLayerZoomRange("gate-names", Math.max(9.5, roomy(gates) + 2), 24);
}

/** The point halfway along a line. @param {number[][]} line */
function middle(line) {
  const far = (/** @type {number} */ i) => Math.hypot((line[i][0] - line[i - 1][0]) * Math.cos((line[i][1] * Math.PI) / 180), line[i][1] - line[i - 1][1]);
  let left = line.slice(1).reduce((sum, _, i) => sum + far(i + 1), 0) / 2;
  for (let i = 1; i < line.length; i++) {
    const step = far(i);
    if (left <= step && step > 0) return [0, 1].map((k) => line[i - 1][k] + ((line[i][k] - line[i - 1][k]) * left) / step);
    left -= step;
  }
  return line[0];
}

/** A clearance in words: the value, its range, and whether it is weak. @param {any} c */
export function clearanceWords(c) {
  if (!c) return "";
  if (c.value === "none") return t("clearance.none");
  if (c.value === null) return t("clearance.unknown");
  const range = c.low !== c.high ? ` (${c.low ?? "…"}–${c.high ?? "…"})` : "";
  const weak = c.status === "settled" ? "" : `, ${t(`status.${c.status}`)}`;
  return `${c.value}${range} ${c.unit}${weak}`;
}

/** @param {any} p */
function tooltip(p) {
  const box = document.createElement("div");
  const line = (/** @type {string} */ text, /** @type {string} */ kind) => {
    const one = document.createElement("div");
    one.className = kind;
    one.textContent = text;
    box.append(one);
  };
  line(named(p), "tip-name");
  if (p.what === "link") {
    line(`${t(`mode.${p.mode}`)}, ${number(p.length_km)} km`, "tip-quiet");
    if (p.verdict) line(`${MARK[/** @type {keyof MARK} */ (p.verdict)]} ${t(`verdict.${p.verdict}`)}`, `tip-verdict ${p.verdict}`);
    else line(t("map.unused"), "tip-quiet");
    if (p.reason) line(p.reason, "tip-reason");
  } else if (p.what === "gate") {
    line([t(`gate.${p.kind}`), p.status ? t(`state.${p.status}`) : ""].filter(Boolean).join(", "), "tip-quiet");
    if (p.clearance) line(`${t("clearance.name")}: ${clearanceWords(p.clearance)}`, "tip-reason");
  } else line(t(`place.${p.kind}`), "tip-quiet");
  line(t("map.click"), "tip-quiet");
  return box;
}

customElements.define("case-map", CaseMap);
