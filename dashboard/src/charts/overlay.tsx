// What moves over a chart: the cursor with its box or strip, and the part that is being chosen.
import { bucketSentence, missingText, soFar, valueText } from "../lib/bucket_text.ts";
import { dashOf, inkOf, type Plot, type Release } from "../lib/plot.ts";
import { bucketName, type Frame, type Series } from "../lib/series.ts";
import { serverNow } from "../data/request.ts";
import { bucketOfCursor, cursor } from "./cursor.ts";
import { Swatch } from "./marks.tsx";

/** What a chart shows at this moment, for its parts. */
export interface Shown {
  id: string;
  frame: Frame;
  series: readonly Series[];
  kind: "bars" | "lines";
  unit: string;
  plot: Plot | undefined;
  beforeText: string;
  releases: readonly Release[];
  legend: boolean | undefined;
}

function useBucket({ frame }: Shown): number {
  return bucketOfCursor(frame, cursor.value);
}

function releasesIn({ frame, releases }: Shown, bucket: number): string[] {
  if (frame.age === true) return [];
  const [from, to] = [frame.start[bucket]!, frame.start[bucket + 1] ?? frame.end];
  return releases.filter(({ at }) => at >= from && at < to).map(({ name }) => name);
}

function Sample({ series, place, kind }: { series: Series; place: number; kind: "bars" | "lines" }) {
  const thin = series.thin === true;
  return <Swatch ink={inkOf(series, place)} dash={dashOf(series, place)} bar={kind === "bars"} thin={thin} />;
}

function Rows({ shown, bucket }: { shown: Shown; bucket: number }) {
  const { series, kind, unit, beforeText } = shown;
  return (
    <>
      {series.map((one, place) => {
        const value = one.values[bucket] ?? null;
        const n = one.n?.[bucket];
        return (
          <tr key={one.name}>
            <th scope="row">
              <Sample series={one} place={place} kind={kind} />
              <bdi>{one.name}</bdi>
            </th>
            <td class="number">
              {value === null ? missingText(one, bucket, kind, beforeText) : valueText(value, unit)}
              {n !== undefined && <span class="note"> n = {valueText(n, "")}</span>}
            </td>
          </tr>
        );
      })}
    </>
  );
}

function firstNames(names: readonly string[]): string {
  return names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
}

function Box({ shown, bucket, width }: { shown: Shown; bucket: number; width: number }) {
  const x = shown.plot!.xOf(bucket);
  const releases = releasesIn(shown, bucket);
  const far = soFar(shown.frame, bucket, serverNow().getTime());
  // Beside the cursor, on the side that has more room: never over it, never outside.
  const side = x < width / 2
    ? { left: `${x + 14}px`, maxWidth: `${width - x - 14}px` }
    : { right: `${width - x + 14}px`, maxWidth: `${x - 14}px` };
  return (
    <div class="chart-box" style={side}>
      <strong>{bucketName(shown.frame, bucket)}</strong>
      {far !== "" && <div class="note">{far}</div>}
      <table><tbody><Rows shown={shown} bucket={bucket} /></tbody></table>
      {releases.length > 0 && <div class="note">┄ released <bdi>{firstNames(releases)}</bdi></div>}
    </div>
  );
}

export function Overlay({ selection, width, height, ...shown }: Shown & {
  plot: Plot;
  selection: [number, number] | undefined;
  width: number;
  height: number;
}) {
  const { plot, series, kind, frame, id, unit } = shown;
  const at = cursor.value;
  const bucket = useBucket(shown);
  const mine = at?.from === id;
  const x = bucket < 0 ? 0 : Math.round(plot.xOf(bucket)) + 0.5;
  return (
    <>
      <svg class="chart-overlay" width={width} height={height} aria-hidden="true">
        {selection !== undefined && (
          <rect class="chart-selection" x={selection[0]} width={selection[1] - selection[0]} y={plot.top}
            height={plot.bottom - plot.top} />
        )}
        {bucket >= 0 && (
          <path class={at?.pinned ? "chart-cursor pinned" : "chart-cursor"} d={`M${x} ${plot.top}V${plot.bottom}`} />
        )}
        {bucket >= 0 && kind === "lines" && series.map((one, place) => {
          const value = one.values[bucket] ?? null;
          const style = { stroke: `var(--${inkOf(one, place)})` };
          if (value === null) return null;
          return <circle key={one.name} class="chart-point" cx={x} cy={plot.yOf(value)} r="3.5" style={style} />;
        })}
      </svg>
      {bucket >= 0 && mine && at.way === "mouse" && selection === undefined && (
        <Box shown={shown} bucket={bucket} width={width} />
      )}
      <div class="hidden" aria-live="polite">
        {bucket >= 0 && mine && at.way === "keys" && bucketSentence(frame, series, bucket, unit, serverNow().getTime())}
      </div>
    </>
  );
}

/** Above the chart: the names where they don't stand at the lines, and the values where no box shows them. */
export function Strip(shown: Shown) {
  const { frame, series, kind, unit, plot, beforeText, id, releases } = shown;
  const at = cursor.value;
  const bucket = useBucket(shown);
  const boxed = at?.from === id && at.way === "mouse";
  const values = bucket >= 0 && !boxed;
  const legend = (series.length > 1 || shown.legend) && plot?.named !== true;
  if (!legend && !values) {
    const marked = frame.age !== true && releases.some((release) => release.at >= frame.start[0]! && release.at < frame.end);
    return <div class="chart-strip note">{marked && "Marks below: releases"}</div>;
  }
  const far = values ? soFar(frame, bucket, serverNow().getTime()) : "";
  return (
    <div class={values ? "chart-strip values" : "chart-strip"}>
      {values && (
        <span class="chart-when">{bucketName(frame, bucket)}{far !== "" && <span class="note"> {far}</span>}</span>
      )}
      {series.map((one, place) => {
        const value = one.values[bucket] ?? null;
        return (
          <span class="chart-entry" key={one.name}>
            <Sample series={one} place={place} kind={kind} />
            <bdi>{one.name}</bdi>
            {values && (
              <b class="number">
                {value === null ? missingText(one, bucket, kind, beforeText) : valueText(value, unit)}
              </b>
            )}
          </span>
        );
      })}
    </div>
  );
}
