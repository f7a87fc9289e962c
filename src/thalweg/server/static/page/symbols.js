// @ts-check
/** Symbols of gates: what it is by its drawing, how far it is built by its frame. */

const SIZE = 52;
/** Drawings on a field of 52 x 52, as paths. */
const DRAWING = {
  bridge: "M8 34h36M8 27h36M14 27v7M26 27v7M38 27v7M14 34c2-10 22-10 24 0M14 34v8M38 34v8",
  lock: "M12 14v24M40 14v24M18 16l8 10-8 10M28 16l8 10-8 10",
  border_post: "M14 42V12M14 14l26 8-26 8",
  bar: "M8 22c5-6 9-6 14 0s9 6 14 0 6-4 8-3M8 34c5-6 9-6 14 0s9 6 14 0 6-4 8-3",
  narrows: "M12 10c10 10 10 22 0 32M40 10c-10 10-10 22 0 32",
  gauge_change: "M12 42L20 10M40 42L32 10M14 34h24M17 22h18",
  boom: "M10 36h6V14h-6zM16 20h28M24 20v6M34 20v6",
  weir: "M10 20h16v16h16M10 14c4 4 8-4 12 0",
  barrage: "M12 40V14h6v26M23 40V14h6v26M34 40V14h6v26M8 40h36",
  port: "M26 14v26M18 20h16M12 30c2 14 26 14 28 0M26 14a4 4 0 1 1 0-8 4 4 0 1 1 0 8",
};
/** How a frame is drawn: its dash, whether it is filled, and what strikes it through. */
const FRAME = {
  open: { dash: [], fill: true, strike: "" },
  equipped: { dash: [], fill: true, strike: "" },
  built: { dash: [], fill: false, strike: "" },
  building: { dash: [8, 5], fill: false, strike: "" },
  planned: { dash: [2, 5], fill: false, strike: "" },
  closed: { dash: [], fill: false, strike: "/" },
  removed: { dash: [2, 5], fill: false, strike: "x" },
  unknown: { dash: [2, 5], fill: false, strike: "?" },
};
const INK = { light: "#1c2a30", dark: "#e8eff2" };
const PAPER = { light: "#ffffff", dark: "#1a2328" };
const RED = { light: "#b5362c", dark: "#f0705f" };

/** The names of all symbols. */
export const ICONS = Object.keys(DRAWING).flatMap((kind) => Object.keys(FRAME).map((state) => `${kind}:${state}`));

/** @param {string} kind @param {string | null} state */
export const iconName = (kind, state) =>
  `${kind in DRAWING ? kind : "bar"}:${state && state in FRAME ? state : state === null ? "open" : "unknown"}`;

/** Draw a symbol on a canvas of 52 pixels. @param {string} name @param {"light" | "dark"} theme */
export function draw(name, theme) {
  const [kind, state] = name.split(":");
  const frame = FRAME[/** @type {keyof FRAME} */ (state)];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  pen.roundRect(3, 3, SIZE - 6, SIZE - 6, kind === "border_post" ? 4 : 13);
  pen.fillStyle = frame.fill ? INK[theme] : PAPER[theme];
  pen.fill();
  pen.lineWidth = 3.5;
  pen.strokeStyle = state === "closed" ? RED[theme] : INK[theme];
  pen.setLineDash(frame.dash);
  pen.stroke();
  pen.setLineDash([]);
  pen.strokeStyle = frame.fill ? PAPER[theme] : INK[theme];
  pen.lineWidth = 3;
  pen.stroke(new Path2D(DRAWING[/** @type {keyof DRAWING} */ (kind)]));
  if (frame.strike === "?") {
    pen.fillStyle = PAPER[theme];
    pen.beginPath();
    pen.arc(37, 15, 14, 0, 7);
    pen.fill();
    pen.fillStyle = INK[theme];
    pen.font = "bold 28px sans-serif";
    pen.fillText("?", 29, 25);
  } else if (frame.strike) {
    pen.strokeStyle = RED[theme];
    pen.lineWidth = 4.5;
    pen.stroke(new Path2D(frame.strike === "/" ? "M8 44L44 8" : "M10 10L42 42M42 10L10 42"));
  }
  return canvas;
}

/** @param {string} name @param {"light" | "dark"} theme @returns {ImageData} */
export function image(name, theme) {
  return /** @type {CanvasRenderingContext2D} */ (draw(name, theme).getContext("2d")).getImageData(0, 0, SIZE, SIZE);
}
