// Two questions about pull requests: how fast they move, and which ones wait.
import { useMemo } from "preact/hooks";
import { toView, valueOf, withQuery } from "../lib/address.ts";
import { ageWords, sumOf } from "../lib/overview.ts";
import { whole } from "../lib/numbers.ts";
import { type Series, stockValues } from "../lib/series.ts";
import { visibleText } from "../lib/text.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { Age } from "../parts/age.tsx";
import { Block } from "../parts/block.tsx";
import { Segmented } from "../parts/select.tsx";
import { ShareBars } from "../charts/share_bars.tsx";
import { type Picture, TimeChart } from "../charts/time_chart.tsx";
import { clockWords, frameOfQuery, partialOf, type ProjectPage, routeOf, ticksOf } from "./project_page.ts";
import { pullsQuery } from "./project_tiles.tsx";

const CHART_PX = 260;
const EMPTY_PX = 36;

function useLead(page: ProjectPage) {
  const { pulls } = page.blocks;
  return useMemo(() => {
    const shown = pulls.value;
    if (shown === undefined) return undefined;
    const { data } = shown.answer;
    const clock = shown.query.tz === undefined || shown.query.tz === "author" ? "UTC" : shown.query.tz;
    const starts = data.map(({ start }) => start);
    const frame = frameOfQuery(shown.query, clock, starts[0], pulls.readAt);
    const n = stockValues(
      frame,
      starts,
      data.map((bucket) => bucket.n),
    );
    const line = (name: string, member: "lead_p50_s" | "lead_p75_s" | "lead_p95_s", thin: boolean): Series => ({
      name,
      thin,
      n,
      values: stockValues(
        frame,
        starts,
        data.map((bucket) => bucket[member]),
      ),
    });
    const series = [line("p50", "lead_p50_s", false), line("p75", "lead_p75_s", true), line("p95", "lead_p95_s", true)];
    const counts: Series = { name: "merged", values: n };
    return {
      frame,
      clock,
      series,
      counts,
      query: shown.query,
      partial: partialOf(frame, { ...shown.query, tz: clock }, pulls.readAt),
    };
  }, [pulls.value, pulls.readAt]);
}

export function Lead({ page }: { page: ProjectPage }) {
  const shown = useLead(page);
  const releases = useMemo(() => ticksOf(page), [page.blocks.releases.value]);
  const picture = useMemo<Picture>(() => ({}), []);
  const scale = valueOf(address.value, "scale") === "log" ? "log" : "linear";
  const interval = shown?.query.interval ?? "week";
  return (
    <Block
      id="lead"
      title="How fast do pulls move?"
      resource={page.blocks.pulls}
      height={CHART_PX}
      sub={
        shown &&
        `from creation to merge, drafts included, of those merged in each ${interval}; ${clockWords(shown.clock)}`
      }
      controls={
        <Segmented
          label="Scale"
          value={scale}
          options={["linear", "log"]}
          onChange={(value) => go(withQuery(address.value, { scale: value === "log" ? "log" : "" }))}
        />
      }
      menu={{
        definition:
          "Half were merged within p50, three quarters within p75, nineteen of twenty within p95, by nearest rank. Of fewer " +
          "than five there are dots and no line. The small bars are how many.",
        call: { path: routeOf(page, "pulls/summary"), query: pullsQuery(shown?.query) },
        picture,
      }}
    >
      {() =>
        shown && (
          <TimeChart
            {...shown.frame}
            {...shown.partial}
            series={shown.series}
            counts={shown.counts}
            kind="lines"
            unit="seconds"
            label="Lead time, median"
            beforeText="nothing was merged"
            releases={releases}
            scale={scale}
            height={CHART_PX}
            picture={picture}
          />
        )
      }
    </Block>
  );
}

export function OpenByAge({ page }: { page: ProjectPage }) {
  const { pulls } = page.blocks;
  const ages = pulls.value?.answer.open_by_age;
  const oldest = pulls.value?.answer.oldest ?? [];
  const open = ages && sumOf(ages.map((age) => age.pulls));
  // All that are open count here, whenever they were created.
  const to = (query: { number?: string; sort?: string; review?: string }) =>
    hrefOf(toView(address.value, "pulls", { owner: page.owner, name: page.name, query: { range: "all", ...query } }));
  return (
    <Block
      id="open"
      title="Open now by age"
      resource={pulls}
      height={page.project?.pull_requests.open === 0 ? EMPTY_PX : CHART_PX}
      sub={
        open === undefined || open === null
          ? undefined
          : `${whole(open)} open${pulls.value?.answer.range?.n === 0 ? "; none was merged in this range" : ""}`
      }
      empty={ages === null ? "Pull requests are not known yet." : open === 0 && "No pull request is open."}
      menu={{
        definition:
          "Open now, by the time since they were created, and those that wait longest.",
        call: { path: routeOf(page, "pulls"), query: { state: "open", sort: "created", order: "asc" } },
      }}
    >
      <ShareBars
        label="Open pull requests by age"
        rows={(ages ?? []).map((age) => ({ label: ageWords(age.from_s, age.before_s), value: age.pulls }))}
      />
      <h3 class="project-oldest">Oldest first</h3>
      <ul class="project-waiting">
        {oldest.slice(0, 5).map((pull) => (
          <li key={pull.number}>
            <a href={to({ number: String(pull.number) })}>
              #{pull.number} <bdi>{visibleText(pull.title)}</bdi>
            </a>
            <span class="note">
              <bdi>{visibleText(pull.author ?? "nobody any more")}</bdi> · <Age at={pull.created_at} />
              {pull.draft && " · draft"}
              {pull.first_review_at === null && " · no review yet"}
            </span>
          </li>
        ))}
      </ul>
      <p class="project-more">
        <a href={to({ sort: "created" })}>All open</a> ·{" "}
        <a href={to({ review: "none", sort: "created" })}>without a review</a>
      </p>
    </Block>
  );
}
