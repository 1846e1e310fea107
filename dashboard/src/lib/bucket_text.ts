// What a chart says of one bucket: in the box beside the cursor, in the strip above, to a screen reader, in the table.
import { DAY_MS, HOUR_MS } from "./calendar.ts";
import { duration, UNKNOWN, whole } from "./numbers.ts";
import { bucketName, firstKnown, type Frame, type Series, type Value } from "./series.ts";

export function valueText(value: Value | undefined, unit: string): string {
  return unit === "seconds" ? duration(value) : whole(value);
}

/** What stands before the first value. Before what GitHub's star history knows there may have been no project. */
export function beforeWords(kind: "bars" | "lines", series: readonly Series[]): string {
  if (kind === "bars") return "";
  return series.some(({ thinBefore = 0 }) => thinBefore > 0) ? "nothing known" : "not followed yet";
}

/** Why a value is missing. */
export function missingText(series: Series, bucket: number, kind: "bars" | "lines", beforeText: string): string {
  if (kind === "bars" || series.n !== undefined) return UNKNOWN;
  return bucket < firstKnown(series.values) ? beforeText || UNKNOWN : "no observation";
}

/** «so far, 3 of 7 days»; "" of a bucket that is over. */
export function soFar(frame: Frame, bucket: number, now: number): string {
  const start = frame.start[bucket]!;
  const end = frame.start[bucket + 1] ?? frame.end;
  if (frame.age === true || now >= end || now < start) return "";
  if (frame.interval === "hour") return "so far";
  const [length, unit] = frame.interval === "day" ? [HOUR_MS, "hours"] : [DAY_MS, "days"];
  const all = Math.round((end - start) / length);
  return `so far, ${Math.min(all, Math.floor((now - start) / length) + 1)} of ${all} ${unit}`;
}

/** «Week of 16 Nov 2026: commits 41, by bots 6, so far, 3 of 7 days». */
export function bucketSentence(frame: Frame, series: readonly Series[], bucket: number, unit: string,
  now: number): string {
  const text = (values: readonly Value[]) => (values[bucket] === null ? "not known" : valueText(values[bucket], unit));
  const values = series.length === 1 && unit !== "seconds" ? [`${text(series[0]!.values)} ${unit}`.trim()]
    : series.map(({ name, values }) => `${name} ${text(values)}`);
  const parts = [values.join(", "), soFar(frame, bucket, now)].filter((text) => text !== "");
  return `${bucketName(frame, bucket)}: ${parts.join(", ")}`;
}
