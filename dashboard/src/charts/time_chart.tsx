// A chart over time: bars from zero for what is counted, lines for what is observed.
//
//   const frame = frameOf("week", zone, since, until);
//   <TimeChart {...frame} kind="bars" unit="commits" label="Commits a week" partialLast={isPartial(frame, now)}
//     series={[{ name: "commits", values: flowValues(frame, data.start, data.commits) }]} />
//
// All charts of a page share one cursor (pointer, finger, arrow keys). Dragging zooms and writes `range`; `t` shows the
// numbers as a table.
import { useId, useMemo, useRef, useState } from "preact/hooks";
import { dateIn } from "../lib/calendar.ts";
import { drawPlot, type PlotInput, type Release } from "../lib/plot.ts";
import { type Frame, sentence, type Series } from "../lib/series.ts";
import { beforeWords, valueText } from "../lib/bucket_text.ts";
import { address, go } from "../data/location.ts";
import { serverNow } from "../data/request.ts";
import { withQuery } from "../lib/address.ts";
import { ChartTable } from "./chart_table.tsx";
import { tables } from "./cursor.ts";
import { useChartKeys } from "./keys.ts";
import { Marks } from "./marks.tsx";
import { Overlay, Strip } from "./overlay.tsx";
import { type Picture, pngBlob, svgText, textMeasures } from "./picture.ts";
import { usePointer } from "./pointer.ts";
import { useRoom } from "./room.ts";
import "./charts.css";

export type { Picture } from "./picture.ts";
export type { Release } from "../lib/plot.ts";

export interface TimeChartProps extends Omit<Frame, "end"> {
  /** Where the last bucket ends. */
  end: number;
  series: readonly Series[];
  /** Bars are stacked; lines stand for themselves. */
  kind: "bars" | "lines";
  /** «commits»; "seconds" prints durations, "" allows fractions. */
  unit: string;
  /** What is counted: «Commits a week». The sentence for those who can't see the chart begins with it. */
  label: string;
  releases?: readonly Release[];
  /** The first bucket begins before the range, the last one is not over yet: hatched, and left out of the sentence. */
  partialFirst?: boolean;
  partialLast?: boolean;
  scale?: "linear" | "log";
  height?: number;
  /** Small bars below the lines: of how many things each value is. */
  counts?: Series;
  /** The top of the axis, where several charts share one. */
  top?: number;
  /** Names also a series that is alone. */
  legend?: boolean;
  /** What stands before the first value: «not followed yet», unless told otherwise. */
  beforeText?: string;
  /** Where the block's menu finds the picture: `useRef<Picture>({}).current`. */
  picture?: Picture;
  /** Takes a chosen part as a range, «2026-01-01..2026-03-31», or "" for the one before; else the address does. */
  onZoom?: (range: string) => void;
}

/** What the last zoom wrote into the address, and the range before the first of its row. */
let zoomed = { to: "", before: "" };

/** A range that no zoom wrote is where a new row of zooms begins, and where "" stays. */
function writeRange(range: string): void {
  const now = address.value.query.range ?? "";
  const before = now === zoomed.to ? zoomed.before : now;
  if (range !== "") zoomed = { to: range, before };
  go(withQuery(address.value, { range: range || before }));
}

/** The part is on the screen before the rest of the page follows it. */
function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act, 0));
}

/** A part of the buckets, while the server is asked for it. */
function useZoom(props: TimeChartProps) {
  const { start, end, interval, zone, age = false } = props;
  const identity = `${start[0]} ${end} ${interval} ${zone} ${start.length}`;
  const [part, setPart] = useState<{ identity: string; from: number; to: number } | undefined>(undefined);
  const [from, to] = part?.identity === identity ? [part.from, part.to] : [0, start.length];
  const whole = from === 0 && to === start.length;
  const cut = <T,>(values: readonly T[]) => (whole ? values : values.slice(from, to));
  const cutSeries = (one: Series): Series => ({
    ...one, values: cut(one.values),
    ...(one.n === undefined ? {} : { n: cut(one.n) }),
    ...(one.thinBefore === undefined ? {} : { thinBefore: one.thinBefore - from }),
  });
  const shown = useMemo(() => ({
    frame: { start: cut(start), end: whole ? end : (start[to] ?? end), interval, zone, age },
    series: props.series.map(cutSeries),
    counts: props.counts === undefined ? undefined : cutSeries(props.counts),
    partialFirst: props.partialFirst === true && from === 0,
    partialLast: props.partialLast === true && to === start.length,
  }), [identity, from, to, props.series, props.counts, props.partialFirst, props.partialLast]);
  const zoom = (first: number, last: number) => {
    setPart({ identity, from: from + first, to: from + last + 1 });
    if (age) return;
    const until = shown.frame.start[last + 1] ?? shown.frame.end;
    const range = `${dateIn(shown.frame.start[first]!, zone)}..${dateIn(until - 1, zone)}`;
    afterPaint(() => (props.onZoom ?? writeRange)(range));
  };
  const reset = () => {
    setPart(undefined);
    if (!age) (props.onZoom ?? writeRange)("");
  };
  return { ...shown, zoom, reset };
}

function sentenceOf(props: TimeChartProps, frame: Frame, series: readonly Series[], partialLast: boolean): string {
  const { label, unit, kind, scale } = props;
  const print = (value: number) => valueText(unit === "seconds" || unit === "" ? value : Math.round(value), unit);
  const texts = series.slice(0, 5).map(({ name, values }, place) =>
    sentence(series.length === 1 ? label : `${place === 0 ? `${label}: ` : ""}${name}`, frame, values,
      { partialLast, print, flow: kind === "bars" }));
  return `${texts.join("; ")}.${scale === "log" ? " Logarithmic scale." : ""}`;
}

export function TimeChart(props: TimeChartProps) {
  const { kind, unit, label, height = 220, scale = "linear", releases, top } = props;
  const { beforeText = beforeWords(kind, props.series) } = props;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const plane = useRef<HTMLDivElement>(null);
  const { width, textScale } = useRoom(root);
  const [fromZero, setFromZero] = useState(false);
  const [ownTable, setOwnTable] = useState(false);
  const { frame, series, counts, partialFirst, partialLast, zoom, reset } = useZoom(props);
  const input = useMemo<PlotInput>(() => ({
    frame, series, kind, unit, scale, width, height, partialFirst, partialLast, fromZero, beforeText,
    ...textMeasures(textScale),
    ...(releases === undefined ? {} : { releases }), ...(counts === undefined ? {} : { counts }),
    ...(top === undefined ? {} : { top }),
  }), [frame, series, counts, kind, unit, scale, width, textScale, height, fromZero, beforeText, releases, top]);
  const plot = useMemo(() => (width === 0 ? undefined : drawPlot(input)), [input]);
  const sentences = useMemo(() => sentenceOf(props, frame, series, partialLast), [input, label]);
  const drawn = useMemo(() => (plot === undefined ? null : (
    <svg width={width} height={height} aria-hidden="true"><Marks marks={plot.marks} id={id} /></svg>
  )), [plot]);

  if (props.picture !== undefined && plot !== undefined) {
    const note = () =>
      `${document.title} · ${dateIn(serverNow().getTime(), frame.zone)} · ${frame.zone.replaceAll("_", " ")}`;
    props.picture.svg = () => svgText(plane.current ?? document.documentElement, input, label, note());
    props.picture.png = () => pngBlob(plane.current ?? document.documentElement, input, label, note());
  }
  const asTable = ownTable !== tables.value;
  const toggleTable = () => setOwnTable(!ownTable);
  const shown = { id, frame, series, kind, unit, plot, beforeText, releases: releases ?? [], legend: props.legend };
  useChartKeys({ ...shown, root, plane, reset, toggleTable });
  const selection = usePointer({ ...shown, zoom, reset, plane });

  return (
    <div class="chart" ref={root}>
      <div class="chart-head">
        <Strip {...shown} />
        {!asTable && (plot?.broken === true || fromZero) && (
          <button type="button" class="chart-button" onClick={() => setFromZero(!fromZero)}>
            {fromZero ? "Closer" : "From 0"}<span class="hidden"> in {label}</span>
          </button>
        )}
        <button type="button" class="chart-button" aria-pressed={asTable} onClick={toggleTable}
          title="Table or chart (t)">
          Table<span class="hidden"> of {label}</span>
        </button>
      </div>
      {asTable ? <ChartTable {...shown} label={label} height={height} /> : (
        <div class="chart-plane" ref={plane} role="img" tabIndex={0} aria-label={sentences}
          style={{ height: `${height}px` }} {...selection.handlers}>
          {drawn}
          {plot !== undefined && (
            <Overlay {...shown} plot={plot} selection={selection.part} width={width} height={height} />
          )}
        </div>
      )}
      {plot !== undefined && !asTable && (plot.thinned || scale === "log") && (
        <p class="note">
          {plot.thinned && `Each column of pixels is the highest of ${Math.ceil(1 / plot.step)} ${frame.interval}s. `}
          {scale === "log" && "Logarithmic: each step up is a multiple; 0 lies on the bottom line."}
        </p>
      )}
    </div>
  );
}
