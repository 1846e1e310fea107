// What a chart looks like, as marks of lines and text: the page shows them as SVG, and the same marks become the files
// that people take with them. Nothing here knows a document; the width of texts comes in.
//
//   const plot = drawPlot({ frame, series, kind: "bars", unit: "commits", width: 640, height: 220, textWidth });
//   plot.marks                    in the order of drawing
//   plot.bucketAtX(pointer.x)     the bucket below the pointer
import { gapsOf, highestPerColumn, spread, totals } from "./pixels.ts";
import type { Frame, Series, Value } from "./series.ts";
import { brokenBounds, logTicks, mayBreak, placeOf, roundTicks, tickTexts, timeTicks } from "./ticks.ts";

/** A token of styles/tokens.css, without the dashes. */
export type Ink = "surface" | "text" | "text-2" | "text-3" | "edge" | "hairline" | `series-${1 | 2 | 3 | 4 | 5}`;

export interface PathMark {
  kind: "path";
  d: string;
  stroke?: Ink;
  fill?: Ink;
  /** Filled with lines at a slant instead of the whole colour. */
  hatch?: boolean;
  width?: number;
  dash?: string;
  /** Lines across and along: without softened edges. */
  crisp?: boolean;
}

export interface TextMark {
  kind: "text";
  x: number;
  y: number;
  text: string;
  ink: Ink;
  anchor: "start" | "middle" | "end";
}

export type Mark = PathMark | TextMark;

export interface Release {
  /** ms */
  at: number;
  name: string;
}

export interface PlotInput {
  frame: Frame;
  series: readonly Series[];
  /** Bars are stacked; lines stand for themselves. */
  kind: "bars" | "lines";
  unit: string;
  width: number;
  height: number;
  textWidth: (text: string) => number;
  /** The height of a line of text: larger for readers who asked for larger text. */
  linePx?: number;
  scale?: "linear" | "log";
  partialFirst?: boolean;
  partialLast?: boolean;
  releases?: readonly Release[];
  /** Small bars below: of how many things each value is. */
  counts?: Series;
  /** The top of the axis, where several charts share one. */
  top?: number;
  /** Begin at 0 even where the values differ little. */
  fromZero?: boolean;
  /** What stands where nothing is known yet: «not followed yet». */
  beforeText?: string;
}

export interface Plot {
  marks: Mark[];
  left: number;
  right: number;
  top: number;
  bottom: number;
  xOf: (bucket: number) => number;
  yOf: (value: number) => number;
  bucketAtX: (x: number) => number;
  /** The width of a bucket, in px; below 1 the buckets are thinned. */
  step: number;
  /** The axis does not start at 0. */
  broken: boolean;
  /** Each column of pixels shows the highest of several buckets. */
  thinned: boolean;
  /** Names stand at the lines' ends; else a legend must name them. */
  named: boolean;
}

export const DASHES = ["", "6 3", "2 2", "8 2 2 2", "1 3"] as const;
const LEAST_N = 5;
const NAMED_FROM_PX = 480;
const LINE_PX = 16;
const MOST_TICKS = 5;
const COUNTS_PX = 18;
const HATCH_FROM_PX = 8;
/** More release marks than these through the chart would hide it. */
const MOST_THROUGH = 12;

export const dashOf = (series: Series, place: number): string => DASHES[(series.dash ?? (place % 5) + 1) - 1]!;
export const inkOf = (series: Series, place: number): Ink =>
  `series-${series.colour ?? (((place % 5) + 1) as 1 | 2 | 3 | 4 | 5)}`;

const round = (value: number) => Math.round(value * 10) / 10;
const box = (x: number, y: number, width: number, height: number) =>
  `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;

interface Layout extends Plot {
  input: PlotInput;
  /** The height of a line of text. */
  line: number;
  /** Of all series of each bucket. */
  sums: readonly Value[];
  /** The buckets that are drawn, and where: picked[i] at xs[i]. -1 is a column of which nothing is known. */
  picked: readonly number[] | Int32Array;
  xs: readonly number[];
  ticks: readonly number[];
}

interface Bounds {
  low: number;
  high: number;
  broken: boolean;
}

function boundsOf({ series, kind, unit, top, scale, fromZero }: PlotInput, sums: readonly Value[]): Bounds {
  const drawn = kind === "bars" ? [sums] : series.map(({ values }) => values);
  let low = Infinity;
  let high = -Infinity;
  for (const values of drawn) {
    for (const value of values) {
      if (value === null || (scale === "log" && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  // Nothing to draw: the axis of 1.
  if (low > high && scale === "log") return { low: 1, high: Math.max(top ?? 1, 10), broken: false };
  if (low > high) return { low: 0, high: Math.max(top ?? 1, 1), broken: false };
  high = Math.max(high, top ?? -Infinity);
  if (scale === "log") return { low: low * 0.9, high: Math.max(high * 1.1, low * 2), broken: false };
  if (kind === "lines" && unit !== "seconds" && fromZero !== true && mayBreak(low, high)) {
    const [least, most] = brokenBounds(low, high);
    return { low: least, high: most, broken: least > 0 };
  }
  return { low: Math.min(0, low * 1.05), high: high > 0 ? high * 1.05 : 1, broken: false };
}

function layoutOf(input: PlotInput): Layout {
  const { frame, series, kind, unit, width, height, textWidth, scale = "linear" } = input;
  const sums = totals(series.map(({ values }) => values));
  const { low, high, broken } = boundsOf(input, sums);
  const line = input.linePx ?? LINE_PX;
  const top = 8;
  const bottom = height - line - 6 - (input.counts === undefined ? 0 : line + COUNTS_PX);
  const most = Math.min(MOST_TICKS, Math.max(2, Math.floor((bottom - top) / (line * 1.25))));
  const ticks = scale === "log" ? logTicks(low, high, unit, most) : roundTicks(low, high, unit, most);
  const labels = tickTexts(ticks, unit).concat(input.counts?.name ?? []);
  const left = Math.ceil(Math.max(16, ...labels.map(textWidth))) + 8;
  const named = kind === "lines" && series.length > 1 && width >= NAMED_FROM_PX;
  const names = named ? Math.max(...series.map(({ name }) => textWidth(name))) + 26 : 0;
  const right = width - Math.max(8, Math.min(names, width * 0.28));
  const count = Math.max(1, frame.start.length);
  const step = (right - left) / count;
  const [from, to] = scale === "log" ? [Math.log(low), Math.log(high)] : [low, high];
  const yOf = (value: number) => {
    const at = scale === "log" ? Math.log(Math.max(value, low)) : value;
    return bottom - ((at - from) / (to - from)) * (bottom - top);
  };
  const columns = Math.max(1, Math.floor(right - left));
  const thinned = count > columns;
  const picked = thinned ? highestPerColumn(sums, columns) : frame.start.map((_, index) => index);
  const xs = Array.from(picked, (_, index) => left + (thinned ? index + 0.5 : (index + 0.5) * step));
  return {
    input, line, sums, marks: [], left, right, top, bottom, broken, thinned, named, step, picked, xs, ticks, yOf,
    xOf: (bucket) => left + (bucket + 0.5) * step,
    bucketAtX: (x) => {
      // What the column shows is what the cursor tells.
      const shown = thinned ? (picked[Math.min(columns - 1, Math.max(0, Math.floor(x - left)))] ?? -1) : -1;
      return shown >= 0 ? shown : Math.min(count - 1, Math.max(0, Math.floor((x - left) / step)));
    },
  };
}

function drawAxes(layout: Layout): void {
  const { marks, left, right, bottom, ticks, yOf, input, step, broken, line } = layout;
  const baseline = input.height - line / 4 - 1;
  const lines = ticks.map((tick) => `M${round(left)} ${Math.round(yOf(tick)) + 0.5}H${round(right)}`).join("");
  marks.push({ kind: "path", d: lines, stroke: "hairline", width: 1, crisp: true });
  const texts = tickTexts(ticks, input.unit);
  for (const [place, tick] of ticks.entries()) {
    const text = texts[place]!;
    marks.push({ kind: "text", x: left - 6, y: round(yOf(tick) + line / 4), text, ink: "text-3", anchor: "end" });
  }
  if (broken) {
    marks.push({ kind: "path", d: `M${left - 5} ${bottom}l3 -4l4 5l3 -4`, stroke: "text-2", width: 1.5 });
    const text = "does not start at 0";
    marks.push({ kind: "text", x: left + 8, y: bottom - 3, text, ink: "text-3", anchor: "start" });
  }
  const times = timeTicks(input.frame, Math.max(2, Math.floor((right - left) / 72)));
  let free = -Infinity;
  for (const { at, text } of times) {
    const half = input.textWidth(text) / 2;
    const x = Math.min(Math.max(left + at * step, left + half - 8), input.width - half);
    if (x - half < free) continue;
    free = x + half + 8;
    marks.push({ kind: "path", d: `M${round(left + at * step)} ${bottom}v4`, stroke: "edge", width: 1, crisp: true });
    marks.push({ kind: "text", x: round(x), y: baseline, text, ink: "text-3", anchor: "middle" });
  }
  const zero = `M${left} ${Math.round(yOf(0)) + 0.5}H${round(right)}`;
  if (!broken && input.scale !== "log") marks.push({ kind: "path", d: zero, stroke: "edge", width: 1, crisp: true });
}

/** Stretches of which nothing is known: hatched where they can be seen, named where there is room. */
function drawGaps(layout: Layout): void {
  const { marks, left, top, bottom, step, input, line } = layout;
  // Where nothing was merged there is no lead time; beyond the age of a project there is nothing to observe.
  if (input.kind === "bars" || input.frame.age === true || input.series.some(({ n }) => n !== undefined)) return;
  for (const [from, to] of gapsOf(layout.sums)) {
    const width = (to - from) * step;
    if (width <= HATCH_FROM_PX) continue;
    marks.push({ kind: "path", d: box(left + from * step, top, width, bottom - top), fill: "hairline", hatch: true });
    const text = from === 0 ? (input.beforeText ?? "") : "no observation";
    const room = input.textWidth(text) + 12;
    if (text === "" || room > width) continue;
    const middle = left + (from + to) * step * 0.5;
    marks.push({ kind: "path", d: box(middle - room / 2, top + 4, room, line + 2), fill: "surface" });
    marks.push({ kind: "text", x: round(middle), y: top + line + 1, text, ink: "text-3", anchor: "middle" });
  }
}

/** Release ticks: under the axis always, through the chart while they are few. */
function drawReleases(layout: Layout): void {
  const { marks, left, top, bottom, step, input } = layout;
  const { frame, releases = [] } = input;
  const shown = releases.filter(({ at }) => at >= (frame.start[0] ?? 0) && at < frame.end);
  if (shown.length === 0 || frame.age === true) return;
  const xs = [...new Set(shown.map(({ at }) => round(left + placeOf(frame, at) * step)))];
  const through = xs.map((x) => `M${x} ${top}V${bottom}`).join("");
  if (xs.length <= MOST_THROUGH) marks.push({ kind: "path", d: through, stroke: "edge", width: 1, dash: "2 4" });
  marks.push({ kind: "path", d: xs.map((x) => `M${x} ${bottom + 1}v6`).join(""), stroke: "text-2", width: 1.5 });
}

function isPartial({ input: { frame, partialFirst, partialLast } }: Layout, bucket: number): boolean {
  return (bucket === 0 && partialFirst === true) || (bucket === frame.start.length - 1 && partialLast === true);
}

function drawBars(layout: Layout): void {
  const { marks, step, picked, xs, yOf, input, thinned, bottom } = layout;
  const gap = thinned ? 0 : step >= 8 ? 2 : step >= 3 ? 1 : 0;
  const width = thinned ? 1 : Math.max(1, Math.min(step - gap, 48));
  const base = picked.length === 0 ? [] : Array.from(picked, () => 0);
  input.series.forEach(({ values }, place) => {
    let whole = "";
    let partial = "";
    Array.from(picked).forEach((bucket, index) => {
      const value = bucket < 0 ? null : (values[bucket] ?? null);
      if (value === null || value === 0) return;
      const [from, to] = [yOf(base[index]!), yOf(base[index]! + value)];
      base[index]! += value;
      // What is there can be seen, however little.
      const height = Math.max(from - to, from >= bottom - 0.5 ? 1 : 0.5);
      const d = box(xs[index]! - width / 2, from - height, width, height);
      if (isPartial(layout, bucket)) partial += d;
      else whole += d;
    });
    const ink = inkOf(input.series[place]!, place);
    if (whole !== "") marks.push({ kind: "path", d: whole, fill: ink });
    if (partial !== "") marks.push({ kind: "path", d: partial, fill: ink, hatch: true, stroke: ink, width: 1 });
  });
}

interface Point {
  x: number;
  y: number;
  bucket: number;
  few: boolean;
}

function pointsOf(layout: Layout, { values, n }: Series): (Point | undefined)[] {
  const { xs, yOf, right, left, thinned } = layout;
  const picked = thinned ? highestPerColumn(values, Math.max(1, Math.floor(right - left))) : layout.picked;
  return Array.from(picked, (bucket, index) => {
    const value = bucket < 0 ? null : (values[bucket] ?? null);
    if (value === null) return undefined;
    const count = n?.[bucket];
    return { x: xs[index]!, y: yOf(value), bucket, few: count !== undefined && (count ?? 0) < LEAST_N };
  });
}

function drawLine(layout: Layout, series: Series, place: number): void {
  const points = pointsOf(layout, series);
  const paths = { thin: "", full: "", open: "", dots: "" };
  points.forEach((point, index) => {
    if (point === undefined) return;
    const [before, after] = [points[index - 1], points[index + 1]];
    const joined = before !== undefined && !before.few && !point.few;
    if (joined) {
      const open = isPartial(layout, point.bucket) || isPartial(layout, before.bucket);
      const part = open ? "open" : point.bucket <= (series.thinBefore ?? -1) ? "thin" : "full";
      paths[part] += `M${round(before.x)} ${round(before.y)}L${round(point.x)} ${round(point.y)}`;
    }
    const alone = !joined && (after === undefined || after.few || point.few);
    const r = series.thin === true ? 1.5 : 2.5;
    const half = (dx: number) => `a${r} ${r} 0 1 0 ${dx} 0`;
    if (alone) paths.dots += `M${round(point.x - r)} ${round(point.y)}${half(2 * r)}${half(-2 * r)}z`;
  });
  const stroke = inkOf(series, place);
  const dash = dashOf(series, place);
  const width = series.thin === true ? 1 : 2;
  const add = (d: string, px: number, dashed: string) => {
    if (d === "") return;
    const style = { stroke, width: px, ...(dashed === "" ? {} : { dash: dashed }) };
    layout.marks.push({ kind: "path", d: joinedPath(d), ...style });
  };
  add(paths.thin, 1, dash);
  add(paths.full, width, dash);
  add(paths.open, 1, "2 3");
  const fill = series.thin === true ? "surface" : stroke;
  if (paths.dots !== "") layout.marks.push({ kind: "path", d: paths.dots, fill, stroke, width: 1 });
}

/** Pieces that meet become one path, along which dashes run on. */
function joinedPath(d: string): string {
  let end = "";
  return d.split("M").slice(1).map((piece) => {
    const [from, to] = piece.split("L") as [string, string];
    const text = from === end ? `L${to}` : `M${from}L${to}`;
    end = to;
    return text;
  }).join("");
}

/** Names at the lines' ends, each with a piece of its line. */
function drawNames(layout: Layout): void {
  const { marks, right, top, bottom, input, yOf, line } = layout;
  // Of which nothing is known there is no line to be named.
  const ends = input.series.flatMap(({ values }, place) => {
    const last = values.findLast((value) => value !== null) ?? null;
    return last === null ? [] : [{ place, y: yOf(last) }];
  });
  spread(ends.map(({ y }) => y), line, top + 2, bottom).forEach((y, index) => {
    const { place } = ends[index]!;
    const series = input.series[place]!;
    const room = input.width - right - 26;
    const dash = dashOf(series, place);
    const sample = { d: `M${round(right + 4)} ${round(y)}h16`, width: series.thin ? 1 : 2 };
    marks.push({ kind: "path", ...sample, stroke: inkOf(series, place), ...(dash === "" ? {} : { dash }) });
    const text = shortened(series.name, room, input.textWidth);
    marks.push({ kind: "text", x: round(right + 24), y: round(y + line / 4), text, ink: "text-2", anchor: "start" });
  });
}

function shortened(text: string, room: number, textWidth: (text: string) => number): string {
  if (textWidth(text) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join("")}…`) > room) letters.pop();
  return `${letters.join("")}…`;
}

function drawCounts(layout: Layout): void {
  const { marks, input, step, left, bottom, xs, picked, line } = layout;
  const { values, name } = input.counts!;
  const foot = bottom + line + COUNTS_PX + 2;
  const greatest = Math.max(1, ...values.map((value) => value ?? 0));
  const width = Math.max(1, Math.min(step - 1, 48));
  const d = Array.from(picked, (bucket, index) => {
    const value: Value = bucket < 0 ? null : (values[bucket] ?? null);
    if (value === null || value === 0) return "";
    const height = Math.max(1, (value / greatest) * (line + COUNTS_PX - 14));
    return box(xs[index]! - width / 2, foot - height, width, height);
  }).join("");
  marks.push({ kind: "path", d, fill: "edge" });
  marks.push({ kind: "text", x: left - 6, y: foot - 2, text: name, ink: "text-3", anchor: "end" });
}

export function drawPlot(input: PlotInput): Plot {
  const layout = layoutOf(input);
  drawGaps(layout);
  drawAxes(layout);
  drawReleases(layout);
  if (input.kind === "bars") drawBars(layout);
  // The first one lies on top.
  else for (let place = input.series.length - 1; place >= 0; place -= 1) drawLine(layout, input.series[place]!, place);
  if (layout.named) drawNames(layout);
  if (input.counts !== undefined) drawCounts(layout);
  return layout;
}
