// What a chart shows of edges: bars stand on zero, gaps stay open, what is not over looks so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawPlot, type PathMark, type PlotInput } from "./plot.ts";
import { frameOf, type Value } from "./series.ts";

const frame = frameOf("day", "UTC", Date.parse("2026-11-01"), Date.parse("2026-11-10T12:00Z"));
const values: Value[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 4];
const input = (change: Partial<PlotInput>): PlotInput => ({
  frame, series: [{ name: "commits", values }], kind: "bars", unit: "commits", width: 640, height: 220,
    textWidth: (text) => text.length * 7, ...change,
});
const paths = (marks: readonly { kind: string }[]) => marks.filter((mark): mark is PathMark => mark.kind === "path");
const countOf = (d: string, letter: string) => d.split(letter).length - 1;

test("bars stand on zero, and the one that is not over is hatched", () => {
  const plot = drawPlot(input({ partialLast: true }));
  const bars = paths(plot.marks).filter(({ fill }) => fill === "series-1");
  assert.deepEqual(bars.map(({ d, hatch = false }) => [countOf(d, "M"), hatch]), [[9, false], [1, true]]);
  assert.equal(Math.round(plot.yOf(0)), plot.bottom);
  const heights = [...bars[0]!.d.matchAll(/v([\d.]+)/g)].map(([, height]) => Number(height));
  assert.ok(Math.abs(heights[8]! / heights[0]! - 9) < 0.1, "nine times as many is nine times as high");
});

test("an unknown bucket has no bar, a 0 has none either, and neither moves the others", () => {
  const plot =
    drawPlot(input({ series: [{ name: "commits",
    values: values.map((value, index) => (index === 2 ? null : index === 4 ? 0 : value)) }] }));
  assert.equal(countOf(paths(plot.marks).find(({ fill }) => fill === "series-1")!.d, "M"), 8);
});

test("a line has a gap where nothing was observed, hatched where it is wide", () => {
  const gap: Value[] = [1, 2, null, null, 5, 6, 7, 8, 9, 10];
  const plot = drawPlot(input({ kind: "lines", series: [{ name: "stars", values: gap }] }));
  const line = paths(plot.marks).find(({ stroke }) => stroke === "series-1")!;
  assert.equal(countOf(line.d, "M"), 2);
  assert.equal(paths(plot.marks).filter(({ hatch }) => hatch).length, 1);
});

test("a value between two gaps is a dot, or it could not be seen", () => {
  const plot =
    drawPlot(input({ kind: "lines", series: [{ name: "stars", values: [1, null, 3, null, 5, 6, 7, 8, 9, 10] }] }));
  assert.equal(countOf(paths(plot.marks).find(({ fill }) => fill === "series-1")!.d, "M"), 2);
});

test("below five a percentile is a dot and no line", () => {
  const n = [9, 9, 4, 9, 9, 9, 9, 9, 9, 0];
  const plot = drawPlot(input({ kind: "lines", unit: "seconds", series: [{ name: "p50", values, n }] }));
  const marks = paths(plot.marks);
  assert.equal(countOf(marks.find(({ fill }) => fill === "series-1")!.d, "M"), 2);
  assert.equal(countOf(marks.find(({ stroke, fill }) => stroke === "series-1" && fill === undefined)!.d, "M"), 2);
});

test("what GitHub knows of the days before is thinner, the unfinished end dotted", () => {
  const plot =
    drawPlot(input({ kind: "lines", partialLast: true, series: [{ name: "stars", values, thinBefore: 5 }] }));
  const lines = paths(plot.marks).filter(({ stroke }) => stroke === "series-1");
  assert.deepEqual(lines.map(({ width, dash }) => [width, dash]), [[1, undefined], [2, undefined], [1, "2 3"]]);
});

test("an axis is broken only for lines that hardly differ, and says so", () => {
  const high = values.map((value) => 5_000 + (value ?? 0));
  assert.equal(drawPlot(input({ kind: "lines", series: [{ name: "stars", values: high }] })).broken, true);
  assert.equal(drawPlot(input({ kind: "lines", fromZero: true, series: [{ name: "stars", values: high }] })).broken,
    false);
  assert.equal(drawPlot(input({ kind: "bars", series: [{ name: "stars", values: high }] })).broken, false);
  assert.equal(drawPlot(input({ kind: "lines" })).broken, false);
});

test("the pointer finds the bucket that its column shows", () => {
  const long = frameOf("hour", "Europe/Berlin", Date.parse("2021-11-01"), Date.parse("2026-11-01"));
  const hours: Value[] = long.start.map(() => 1);
  hours[20_000] = 99;
  const plot = drawPlot(input({ frame: long, series: [{ name: "commits", values: hours }] }));
  assert.equal(plot.thinned, true);
  assert.equal(plot.bucketAtX(plot.xOf(20_000)), 20_000);
  const few = drawPlot(input({}));
  for (let bucket = 0; bucket < 10; bucket += 1) assert.equal(few.bucketAtX(few.xOf(bucket)), bucket);
  assert.equal(few.bucketAtX(-50), 0);
  assert.equal(few.bucketAtX(9_999), 9);
});

test("draws something of nothing, of one bucket, and of a logarithm of 0", () => {
  for (const kind of ["bars", "lines"] as const) {
    for (const scale of ["linear", "log"] as const) {
      for (const some of [[null], [0], [7]] as Value[][]) {
        const one = frameOf("day", "UTC", Date.parse("2026-11-01"), Date.parse("2026-11-02"));
        const { marks } =
          drawPlot(input({ frame: one, kind, scale,
          series: [{ name: "x", values: some }, { name: "y", values: [null] }] }));
        assert.ok(!JSON.stringify(marks).includes("NaN") && !JSON.stringify(marks).includes("null"),
          `${kind} ${scale} ${some}`);
      }
    }
  }
});

test("numbers of the axis never lie over each other, however low the chart and large the text", () => {
  for (const height of [60, 90, 140, 260]) {
    for (const linePx of [16, 32]) {
      const { marks } = drawPlot(input({ height, linePx }));
      const ys = marks.flatMap((mark) => (mark.kind === "text" && mark.anchor === "end" ? [mark.y] : []));
      const gaps = ys.slice(1).map((y, index) => Math.abs(y - ys[index]!));
      assert.ok(gaps.every((gap) => gap >= linePx * 0.75) || ys.length === 2, `${height} ${linePx}: ${ys}`);
    }
  }
});

test("a series of which nothing is known has no name beside the lines: at the axis it would look like 0", () => {
  const series = [{ name: "known", values }, { name: "unknown", values: values.map(() => null) }];
  const plot = drawPlot(input({ kind: "lines", width: 900, series }));
  const texts = plot.marks.map((mark) => ("text" in mark ? mark.text : ""));
  assert.deepEqual(texts.filter((text) => /known/.test(text)), ["known"]);
});
