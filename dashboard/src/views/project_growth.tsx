// Stars, forks and open issues over time, as they were observed each day, each on its own axis.
import { useMemo } from "preact/hooks";
import { whole } from "../lib/numbers.ts";
import { followedFrom, isPartial, type Series, stockValues } from "../lib/series.ts";
import { Block } from "../parts/block.tsx";
import { type Picture, TimeChart } from "../charts/time_chart.tsx";
import { frameOfQuery, type ProjectPage, routeOf, ticksOf } from "./project_page.ts";

const STARS_PX = 160;
const SMALL_PX = 90;
const MEMBERS = [
  ["stars", "Stars"],
  ["forks", "Forks"],
  ["open_issues", "Open issues"],
] as const;

function useGrowth(page: ProjectPage) {
  const { growth } = page.blocks;
  return useMemo(() => {
    const shown = growth.value;
    if (shown === undefined) return undefined;
    const { data } = shown.answer;
    const interval =
      shown.query.interval === undefined || shown.query.interval === "hour" ? "day" : shown.query.interval;
    // The days of the history are UTC's.
    const frame = frameOfQuery({ ...shown.query, interval }, "UTC", data.date[0], growth.readAt);
    const followed = followedFrom(frame, data.date, data.source);
    const charts = MEMBERS.map(([member, name], index) => {
      const series: Series = {
        name,
        values: stockValues(frame, data.date, data[member]),
        thinBefore: followed,
        colour: (index + 1) as 1 | 2 | 3,
      };
      return { member, name, series };
    });
    return { frame, charts, interval, partialLast: isPartial(frame, (growth.readAt ?? new Date()).getTime()) };
  }, [growth.value, growth.readAt]);
}

export function Growth({ page }: { page: ProjectPage }) {
  const shown = useGrowth(page);
  const releases = useMemo(() => ticksOf(page), [page.blocks.releases.value]);
  const picture = useMemo<Picture>(() => ({}), []);
  const known =
    shown?.charts.map((chart) => ({ ...chart, count: chart.series.values.filter((value) => value !== null).length })) ??
    [];
  const drawn = known.filter(({ count }) => count > 1);
  const single = known.filter(({ count }) => count === 1);
  const { since, until } = page.blocks.growth.value?.query ?? {};
  return (
    <Block
      id="growth"
      title="Is it growing?"
      resource={page.blocks.growth}
      height={STARS_PX + 2 * SMALL_PX + 60}
      sub={shown && `stars, forks and open issues at the end of each ${shown.interval}, in days of UTC`}
      empty={shown !== undefined && known.every(({ count }) => count === 0) && "Nothing was observed in this range."}
      menu={{
        definition:
          "The last observation of each day. Earlier days come from GitHub’s star history, drawn thinner: it knows only " +
          "stars that were not taken back.",
        call: { path: routeOf(page, "history"), query: { since, until, interval: shown?.interval } },
        picture,
      }}
    >
      {() =>
        shown && (
          <>
            {drawn.map(({ member, name, series }, index) => (
              <div key={member}>
                <h3 class="project-chart-name">{name}</h3>
                <TimeChart
                  {...shown.frame}
                  series={[series]}
                  kind="lines"
                  unit={name.toLowerCase()}
                  label={name}
                  partialLast={shown.partialLast}
                  height={index === 0 ? STARS_PX : SMALL_PX}
                  {...(index === 0 ? { picture, releases } : {})}
                />
              </div>
            ))}
            {single.length > 0 && (
              <p class="project-more">
                {single
                  .map(({ name, series }) => `${name}: ${whole(series.values.find((value) => value !== null))}`)
                  .join(" · ")}
                . Observed once until now; a line comes with the days.
              </p>
            )}
          </>
        )
      }
    </Block>
  );
}
