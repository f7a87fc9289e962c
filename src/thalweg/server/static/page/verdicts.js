// @ts-check
/** The four verdicts: their order, their marks and their colours, which are also told apart without colour. */

export const VERDICTS = ["clear", "conditional", "unknown", "blocked"];

/** A mark beside every colour. */
export const MARK = { clear: "✓", conditional: "◐", unknown: "?", blocked: "✕" };

/** Colours of lines on the map, light and dark. */
export const LINE = {
  light: { clear: "#1f8f55", conditional: "#2f74a3", unknown: "#c98a06", blocked: "#b5362c" },
  dark: { clear: "#4fc487", conditional: "#6cb2e2", unknown: "#f0b93a", blocked: "#f0705f" },
};

/** Dashes of lines on the map, in line widths; none is a whole line. */
export const DASH = { clear: null, conditional: [4, 1.2], unknown: [0.01, 1.9], blocked: null };

/** Whether the page is dark now. */
export function isDark() {
  const said = document.documentElement.dataset.theme;
  return said ? said === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
