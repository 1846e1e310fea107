// How many projects of a batch had ended when, with the forecast dashed. `t` shows the numbers as a table.
import { useEffect, useState } from "preact/hooks";
import { type Batch, batchChart, endedCurve, ended, endText, type Point, thinned, withSample } from "../lib/batch.ts";
import { duration, whole } from "../lib/numbers.ts";
import { momentText, untilText } from "../lib/times.ts";
import { keepInEntry, keptInEntry } from "../data/location.ts";
import { useKeys } from "../data/keys.ts";
import { serverNow } from "../data/request.ts";
import { Block } from "../parts/block.tsx";
import { now } from "../parts/now.ts";
import { zone } from "../parts/zone.ts";
import type { BatchProject } from "./batch_rows.ts";

const ENTRY = "batch seen";
const TABLE_ROWS = 24;
const DEFINITION = "Dashed: at the pace of the last hour in which any was done. Dotted: before this page saw it, where nothing tells.";
/** Below it clocks with minutes say too little. */
const SHORT_MS = 600_000;

/** What this page saw of it, kept with the entry of the history. */
function useSeen(batch: Batch): readonly Point[] {
  const [seen, setSeen] = useState<Point[]>(() => keptInEntry<Point[]>(ENTRY) ?? []);
  const count = ended(batch.progress);
  useEffect(() => {
    const next = withSample(seen, { at: serverNow().getTime(), ended: count });
    setSeen(next);
    keepInEntry(ENTRY, next);
  }, [count, now.value]);
  return seen;
}

export function BatchProgress({ batch, rows }: { batch: Batch; rows: readonly BatchProject[] }) {
  const [isTable, setIsTable] = useState(false);
  const seen = useSeen(batch);
  useKeys([{ key: "t", does: "table or chart", act: () => setIsTable(!isTable) }]);
  const curve = endedCurve(batch, rows, seen, now.value.getTime());
  return (
    <Block id="progress" title="How does it get on?" sub="projects that ended, done or failed" controls={
      <button type="button" class="batch-toggle" aria-pressed={isTable} title="Table or chart (t)" onClick={() => setIsTable(!isTable)}>Table</button>
    } menu={{ definition: DEFINITION, call: { path: `/v1/batches/${batch.id}` }, csv: false }}>
      {isTable ? <Numbers points={curve.points} /> : <Chart batch={batch} chart={batchChart(batch, curve)} />}
    </Block>
  );
}

function Numbers({ points }: { points: readonly Point[] }) {
  return (
    <div class="batch-numbers" tabindex={0} role="region" aria-label="Progress as a table">
      <table>
        <thead><tr><th scope="col">Time</th><th scope="col" class="number">Ended</th></tr></thead>
        <tbody>
          {thinned(points, TABLE_ROWS).map(({ at, ended: count }) => (
            <tr key={at}><td>{momentText(new Date(at), zone.value)}</td><td class="number">{whole(count)}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Place = { x: number; y: number };
const WIDTH = 1_000;
const HEIGHT = 160;
const path = (places: readonly Place[]) =>
  places.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${(x * WIDTH).toFixed(1)} ${(HEIGHT - y * HEIGHT).toFixed(1)}`).join("");

function Chart({ batch, chart }: { batch: Batch; chart: ReturnType<typeof batchChart> }) {
  const { line, toldFrom, forecast, from, to } = chart;
  const { total } = batch.progress;
  const end = endText(batch, now.value, zone.value);
  const told = line.slice(toldFrom === 0 ? 0 : Math.min(toldFrom, line.length - 1));
  const clock = (at: number) => untilText(new Date(at), now.value, zone.value);
  const last = to - from < SHORT_MS ? `${duration((to - from) / 1_000)} later` : clock(to);
  return (
    <figure class="batch-chart" role="img" aria-label={`${whole(ended(batch.progress))} of ${whole(total)} ended${end === "" ? "" : `, ${end}`}`}>
      <div class="batch-axis" aria-hidden="true"><span>{whole(total)}</span><span>0</span></div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {[0, 0.5, 1].map((y) => <path key={y} class="batch-grid" d={`M0 ${HEIGHT * y}H${WIDTH}`} />)}
        {toldFrom > 0 && <path class="batch-untold" d={path(line.slice(0, toldFrom + 1))} />}
        <path class="batch-line" d={path(told)} />
        {forecast !== undefined && <path class="batch-forecast" d={path(forecast)} />}
      </svg>
      <div class="batch-times note" aria-hidden="true"><span>{clock(from)}</span><span>{forecast === undefined ? last : end}</span></div>
    </figure>
  );
}
