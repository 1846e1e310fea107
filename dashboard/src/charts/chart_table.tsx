// The numbers of a chart as a table, the newest first.
import { missingText, soFar, valueText } from "../lib/bucket_text.ts";
import { bucketName } from "../lib/series.ts";
import { serverNow } from "../data/request.ts";
import type { Shown } from "./overlay.tsx";

const MOST = 500;
const BUCKETS = { hour: "Hour", day: "Day", week: "Week of", month: "Month" } as const;

export function ChartTable(props: Shown & { label: string; height: number }) {
  const { frame, series, kind, unit, beforeText, label, height } = props;
  const count = frame.start.length;
  const buckets = Array.from({ length: Math.min(count, MOST) }, (_, index) => count - 1 - index);
  const now = serverNow().getTime();
  return (
    <div class="chart-table" tabIndex={0} role="region" aria-label={`Table of ${label}`}
      style={{ height: `${height}px` }}>
      <table>
        <caption class="hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{BUCKETS[frame.interval]}</th>
            {series.map(({ name }) => (
              <th scope="col" class="number" key={name}>
                <bdi>{series.length === 1 && unit !== "seconds" ? unit || name : name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => (
            <tr key={bucket}>
              <th scope="row">
                {bucketName(frame, bucket).replace("Week of ", "")}{" "}
                <span class="note">{soFar(frame, bucket, now)}</span>
              </th>
              {series.map((one) => {
                const value = one.values[bucket] ?? null;
                return (
                  <td class="number" key={one.name}>
                    {value !== null && valueText(value, unit)}
                    {value === null && <span title={missingText(one, bucket, kind, beforeText)}>–</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {count > MOST && <p class="note">The newest {MOST} of {valueText(count, "")}. The CSV has all of them.</p>}
    </div>
  );
}
