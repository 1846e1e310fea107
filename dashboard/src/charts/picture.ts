// A chart as a file: the marks of the page with a title, its date and, where names don't stand in the chart, a legend.
import { dashOf, drawPlot, type Ink, inkOf, type Mark, type PlotInput } from "../lib/plot.ts";
import { hatchesOf, hatchWidth } from "./marks.tsx";

export interface Picture {
  svg?: () => string;
  png?: () => Promise<Blob>;
}

const LEAST_WIDTH = 640;
const HEAD = 48;
const PADDING = 12;
const FONT = "12px system-ui, sans-serif";
const TITLE_FONT = "600 16px system-ui, sans-serif";

let measuring: CanvasRenderingContext2D | null | undefined;

/** Of the text of a file. */
function textWidth(text: string): number {
  if (measuring === undefined) {
    measuring = document.createElement("canvas").getContext("2d");
    if (measuring !== null) measuring.font = FONT;
  }
  return measuring?.measureText(text).width ?? text.length * 6.6;
}

const SIZE_PX = 16;

/** The measures of text on the page. */
export function textMeasures(scale: number): Pick<PlotInput, "textWidth" | "linePx"> {
  return { textWidth: (text) => textWidth(text) * scale, linePx: SIZE_PX * scale };
}

interface Sheet {
  marks: readonly Mark[];
  legend: readonly Mark[];
  title: string;
  note: string;
  width: number;
  height: number;
}

function sheetOf(input: PlotInput, title: string, note: string): Sheet {
  const width = Math.max(LEAST_WIDTH, input.width);
  const plot = drawPlot({ ...input, width, textWidth, linePx: SIZE_PX });
  const legend: Mark[] = [];
  let x = 0;
  if (!plot.named && input.series.length > 1) {
    input.series.forEach((series, place) => {
      const dash = dashOf(series, place);
      const ink = inkOf(series, place);
      legend.push(input.kind === "bars"
        ? { kind: "path", d: `M${x + 5} 0h10v10h-10z`, fill: ink }
        : { kind: "path", d: `M${x} 5h18`, stroke: ink, width: 2, ...(dash === "" ? {} : { dash }) });
      legend.push({ kind: "text", x: x + 24, y: 9, text: series.name, ink: "text-2", anchor: "start" });
      x += 40 + textWidth(series.name);
    });
  }
  const below = legend.length === 0 ? 0 : 20;
  return { marks: plot.marks, legend, title, note, width: width + 2 * PADDING,
    height: input.height + HEAD + below + PADDING };
}

/** What the tokens are at this moment, in the theme of the page. */
function coloursOf(element: Element): (ink: Ink) => string {
  const style = getComputedStyle(element);
  return (ink) => style.getPropertyValue(`--${ink}`).trim();
}

const escaped = (text: string) => text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

function svgOf(mark: Mark, colour: (ink: Ink) => string): string {
  if (mark.kind === "text") {
    const place = `x="${mark.x}" y="${mark.y}" text-anchor="${mark.anchor}"`;
    return `<text ${place} fill="${colour(mark.ink)}">${escaped(mark.text)}</text>`;
  }
  const fill = mark.fill === undefined ? "none" : mark.hatch ? `url(#hatch-${mark.fill})` : colour(mark.fill);
  const line = mark.stroke === undefined ? "" : ` stroke="${colour(mark.stroke)}" stroke-width="${mark.width ?? 1}"`;
  const dash = mark.dash === undefined ? "" : ` stroke-dasharray="${mark.dash}"`;
  return `<path d="${mark.d}" fill="${fill}"${line}${dash}/>`;
}

export function svgText(element: Element, input: PlotInput, title: string, note: string): string {
  const { marks, legend, width, height } = sheetOf(input, title, note);
  const colour = coloursOf(element);
  const group = (some: readonly Mark[], y: number) =>
    `<g transform="translate(${PADDING} ${y})">${some.map((mark) => svgOf(mark, colour)).join("")}</g>`;
  const hatches = hatchesOf(marks).map((ink) =>
    `<pattern id="hatch-${ink}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect width="${hatchWidth(ink)}" height="5" fill="${colour(ink)}"/></pattern>`).join("");
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ` +
    `font-family="system-ui, sans-serif" font-size="12" role="img">` +
    `<title>${escaped(`${title}, ${note}`)}</title><defs>${hatches}</defs>` +
    `<rect width="100%" height="100%" fill="${colour("surface")}"/>` +
    `<text x="${PADDING}" y="22" font-size="16" font-weight="600" fill="${colour("text")}">${escaped(title)}</text>` +
    `<text x="${PADDING}" y="39" fill="${colour("text-3")}">${escaped(note)}</text>` +
    `${group(marks, HEAD)}${group(legend, HEAD + input.height + 6)}</svg>`;
}

function hatchPattern(context: CanvasRenderingContext2D, colour: string, width: number): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 5;
  const drawing = tile.getContext("2d");
  if (drawing === null) return colour;
  drawing.fillStyle = colour;
  drawing.fillRect(0, 0, width, 5);
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().rotate(45));
  return pattern ?? colour;
}

function paint(context: CanvasRenderingContext2D, mark: Mark, colour: (ink: Ink) => string): void {
  if (mark.kind === "text") {
    context.textAlign = mark.anchor === "middle" ? "center" : mark.anchor;
    context.fillStyle = colour(mark.ink);
    context.fillText(mark.text, mark.x, mark.y);
    return;
  }
  const path = new Path2D(mark.d);
  if (mark.fill !== undefined) {
    const fill = colour(mark.fill);
    context.fillStyle = mark.hatch ? hatchPattern(context, fill, hatchWidth(mark.fill)) : fill;
    context.fill(path);
  }
  if (mark.stroke === undefined) return;
  context.strokeStyle = colour(mark.stroke);
  context.lineWidth = mark.width ?? 1;
  context.setLineDash(mark.dash === undefined ? [] : mark.dash.split(" ").map(Number));
  context.stroke(path);
}

/** Twice as fine as the page, which is sharp on all screens. */
export async function pngBlob(element: Element, input: PlotInput, title: string, note: string): Promise<Blob> {
  const { marks, legend, width, height } = sheetOf(input, title, note);
  const colour = coloursOf(element);
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser draws no pictures");
  context.scale(2, 2);
  context.fillStyle = colour("surface");
  context.fillRect(0, 0, width, height);
  context.font = TITLE_FONT;
  context.fillStyle = colour("text");
  context.fillText(title, PADDING, 22);
  context.font = FONT;
  context.fillStyle = colour("text-3");
  context.fillText(note, PADDING, 39);
  context.translate(PADDING, HEAD);
  for (const mark of marks) paint(context, mark, colour);
  context.translate(0, input.height + 6);
  for (const mark of legend) paint(context, mark, colour);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("The picture is too large")) : resolve(blob))));
}
