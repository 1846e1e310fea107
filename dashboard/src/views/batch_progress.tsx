// How many projects of a batch had ended when, with the forecast dashed. `t` shows the numbers as a table.
import { useState } from "preact/hooks";
import { type Batch, batchChart, type Ends, ended, endedCurve, endText, type Point, stepOf, thinned } from "../lib/batch.ts";
import { duration, whole } from "../lib/numbers.ts";
import { momentText, untilText } from "../lib/times.ts";
import { useKeys } from "../data/keys.ts";
import type { Resource } from "../data/resource.ts";
import { Block } from "../parts/block.tsx";
import { now } from "../parts/now.ts";
import { type Column, Table } from "../parts/table.tsx";
import { zone } from "../parts/zone.ts";

const TABLE_ROWS = 24;
/** Below it clocks with minutes say too little. */
const SHORT_MS = 600_000;

export function BatchProgress({ batch, ends }: { batch: Batch; ends: Resource<Ends[]> }) {
  const [isTable, setIsTable] = useState(false);
  const toggle = () => setIsTable(!isTable);
  useKeys([{ key: "t", does: "table or chart", act: toggle }]);
  const at = now.value.getTime();
  const curve = endedCurve(batch, ends.value ?? [], at);
  const query = { interval: stepOf(batch, at)[0] };
  return (
    <Block id="progress" title="How does it get on?" sub="projects that ended, done or failed" resource={ends} height={184} controls={
      <button type="button" class="batch-toggle" aria-pressed={isTable} title="Table or chart (t)" onClick={toggle}>Table</button>
    } menu={{
      definition: "Dashed: at the pace of the last hour in which any was done.", call: { path: `/v1/batches/${batch.id}/history`, query },
    }}>
      {isTable ? <Numbers points={curve} /> : <Chart batch={batch} chart={batchChart(batch, curve)} />}
    </Block>
  );
}

const COLUMNS: Column<Point>[] = [
  { id: "at", title: "Time", main: true, cell: ({ at }) => momentText(new Date(at), zone.value) },
  { id: "ended", title: "Ended", number: true, cell: ({ ended: count }) => whole(count) },
];

function Numbers({ points }: { points: readonly Point[] }) {
  return <Table label="Progress as a table" columns={COLUMNS} rows={thinned(points, TABLE_ROWS)} keyOf={(point) => points.indexOf(point)} />;
}

type Place = { x: number; y: number };
const WIDTH = 1_000;
const HEIGHT = 160;
const path = (places: readonly Place[]) =>
  places.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${(x * WIDTH).toFixed(1)} ${(HEIGHT - y * HEIGHT).toFixed(1)}`).join("");

function Chart({ batch, chart }: { batch: Batch; chart: ReturnType<typeof batchChart> }) {
  const { line, forecast, from, to } = chart;
  const { total } = batch.progress;
  const end = endText(batch, now.value, zone.value);
  const clock = (at: number) => untilText(new Date(at), now.value, zone.value);
  const last = to - from < SHORT_MS ? `${duration((to - from) / 1_000)} later` : clock(to);
  return (
    <figure class="batch-chart" role="img" aria-label={`${whole(ended(batch.progress))} of ${whole(total)} ended${end === "" ? "" : `, ${end}`}`}>
      <div class="batch-axis" aria-hidden="true"><span>{whole(total)}</span><span>0</span></div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {[0, 0.5, 1].map((y) => <path key={y} class="batch-grid" d={`M0 ${HEIGHT * y}H${WIDTH}`} />)}
        <path class="batch-line" d={path(line)} />
        {forecast !== undefined && <path class="batch-forecast" d={path(forecast)} />}
      </svg>
      <div class="batch-times note" aria-hidden="true"><span>{clock(from)}</span><span>{forecast === undefined ? last : end}</span></div>
    </figure>
  );
}
