// What is left of the budgets at GitHub: a bar for each account and resource with the floor marked, and the last 24 hours.
import { TimeChart } from "../charts/time_chart.tsx";
import { budgetHours, type BudgetRow, budgetRows, usedBy } from "../lib/budget.ts";
import { duration, whole } from "../lib/numbers.ts";
import { frameOf, type Series, stockValues } from "../lib/series.ts";
import { untilText } from "../lib/times.ts";
import { visibleText } from "../lib/text.ts";
import type { Resource } from "../data/resource.ts";
import { Block } from "../parts/block.tsx";
import { now } from "../parts/now.ts";
import { zone } from "../parts/zone.ts";
import { HISTORY_HOURS, type Status, type StatusHour } from "./operations_data.ts";

const CHART_HEIGHT = 150;
const SERIES_MAX = 4;
const HOUR_MS = 3_600_000;

export function Budget({ status, history }: { status: Resource<Status>; history: Resource<StatusHour[]> }) {
  const rows = budgetRows(status.value?.accounts ?? []);
  const floor = Math.max(0, ...rows.map((row) => row.floor ?? 0));
  return (
    <Block id="budget" title="How much budget is left?" sub="points of GitHub’s limits an hour" resource={status} height={96}
      menu={{
        definition: "GitHub gives each account so many points an hour. The floor is never spent: it is left to other programs.",
        call: { path: "/v1/status/history" },
      }}
      empty={rows.length === 0 && "No account of GitHub was used yet, so its budget is not told yet."}>
      <ul class="operations-budgets">
        {rows.map((row) => <Row key={`${row.account} ${row.resource}`} row={row} told={status.readAt ?? now.value} />)}
      </ul>
      {history.value?.length === 0 && <p class="note operations-hours">Of the last {HISTORY_HOURS} hours nothing is recorded yet.</p>}
      {history.value !== undefined && history.value.length > 0 && <Hours hours={history.value} floor={floor} />}
    </Block>
  );
}

function Row({ row, told }: { row: BudgetRow; told: Date }) {
  const { account, resource, limit, remaining, floor, left, floorAt, resets_in_s, blocked_for_s, expires_at } = row;
  const at = (seconds: number) => untilText(new Date(told.getTime() + seconds * 1_000), now.value, zone.value);
  const short = remaining !== null && floor !== null && remaining <= floor;
  return (
    <li>
      <p class="operations-account"><bdi>{visibleText(account)}</bdi> <b>{resource}</b></p>
      {left === null ? <p class="quiet">not told yet</p> : (
        <div class="operations-bar" role="meter" aria-label={`${resource} budget of ${account}`}
          aria-valuemin={0} aria-valuemax={limit!} aria-valuenow={remaining!}>
          <span class={short ? "short" : ""} style={{ width: `${left * 100}%` }} />
          {floorAt !== null && <i style={{ left: `${floorAt * 100}%` }} title={`floor ${whole(floor)}`} />}
        </div>
      )}
      <p class="operations-left">
        {left !== null && <><b>{whole(remaining)}</b> of {whole(limit)} · floor {whole(floor)}</>}
        {resets_in_s !== null && remaining !== limit && <> · resets {at(resets_in_s)}</>}
        {blocked_for_s !== null && <span class="tone-warn"> · GitHub asks to wait until {at(blocked_for_s)}</span>}
        {expires_at !== null && <> · token ends {untilText(expires_at, now.value, zone.value)}</>}
      </p>
    </li>
  );
}

function Hours({ hours, floor }: { hours: StatusHour[]; floor: number }) {
  const read = budgetHours(hours, now.value, HISTORY_HOURS);
  const start = Date.parse(read.start);
  const frame = frameOf("hour", zone.value === "author" ? "UTC" : zone.value, start, start + HISTORY_HOURS * HOUR_MS);
  // In zones with a half hour a bucket begins in the middle of the server's.
  const starts = read.deliveries.map((_, place) => new Date(start + place * HOUR_MS).toISOString());
  const series = (name: string, values: readonly (number | null)[]): Series => ({ name, values: stockValues(frame, starts, values) });
  const left = [...read.left].slice(0, SERIES_MAX).map(([name, values]) => series(visibleText(name), values));
  const used = read.spent.size > 0
    ? usedBy(read, SERIES_MAX).map(([name, values]) => series(visibleText(name), values))
    : [series("GraphQL", read.used.graphql), series("REST", read.used.rest)];
  const known = read.deliveries.map((_, place) => [...read.left.values()].some((values) => values[place] != null));
  if (floor > 0) left.push({ ...series("floor", known.map((is) => (is ? floor : null))), colour: 5, dash: 3, thin: true });
  const shared = { ...frame, unit: "points", partialLast: true, height: CHART_HEIGHT, beforeText: "nothing recorded", onZoom: () => undefined };
  return (
    <div class="operations-hours">
      <figure>
        <figcaption class="note">Left, at least, in each of the last {HISTORY_HOURS} hours</figcaption>
        <TimeChart {...shared} series={left} kind="lines" label="Points left, at least, in an hour" />
      </figure>
      <figure>
        <figcaption class="note">
          Used an hour{read.waitedS > 0 && <span class="tone-warn"> · GitHub asked to wait for {duration(read.waitedS)}</span>}
        </figcaption>
        <TimeChart {...shared} series={used} kind="bars" legend label="Points used an hour" />
      </figure>
    </div>
  );
}
