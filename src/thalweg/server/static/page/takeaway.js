// @ts-check
/** What is taken away: a file of what is seen, or a picture of the map with what it answers. */

/** Hand a file to the reader. @param {Blob} blob @param {string} name */
export function save(blob, name) {
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
export async function picture(map, words, colours) {
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
  for (const word of text.split(/(?<=\s)/)) {
    const longer = rows[rows.length - 1] + word;
    if (pen.measureText(longer).width > wide && rows[rows.length - 1]) rows.push(word);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}
