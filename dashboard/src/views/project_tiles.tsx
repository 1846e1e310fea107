// Six numbers of the range, each with its change against the stretch before it, of the same length.
import type { ComponentChildren } from "preact";
import { toView } from "../lib/address.ts";
import { changeOf, minus } from "../lib/overview.ts";
import { compact, duration, whole } from "../lib/numbers.ts";
import { momentText } from "../lib/times.ts";
import { address, hrefOf } from "../data/location.ts";
import { Delta, Tile } from "../parts/tile.tsx";
import { countedWords, type ProjectPage, routeOf } from "./project_page.ts";

type Columns = { readonly commits: readonly (number | null)[]; readonly commits_all: readonly (number | null)[] };

/** All commits of some buckets; null where nothing was told. */
function commitsOf(data: Columns | undefined, all: boolean, branch: string | undefined): number | null {
  if (data === undefined) return null;
  const column = all && branch === undefined ? data.commits_all : data.commits;
  return column.reduce((sum: number, value) => sum + (value ?? 0), 0);
}

function useLinks(page: ProjectPage) {
  const at = { owner: page.owner, name: page.name };
  return {
    commits: hrefOf(toView(address.value, "commits", at)),
    people: hrefOf(toView(address.value, "people", at)),
    merged: hrefOf(toView(address.value, "pulls", { ...at, query: { state: "merged" } })),
    lead: hrefOf(toView(address.value, "pulls", { ...at, query: { state: "merged", sort: "-lead" } })),
    waiting: hrefOf(toView(address.value, "pulls", { ...at, query: { review: "none" } })),
  };
}

/** The change, with the stretch that it is against in its title. */
function Against({ page, children }: { page: ProjectPage; children: ComponentChildren }) {
  const { beforeQuery, zone } = page;
  if (beforeQuery === undefined) return null;
  const until = beforeQuery.until ?? "";
  const end = until.includes("T") ? momentText(until, zone) : until;
  return <span title={`against as long a stretch before: ${beforeQuery.since} to ${end}`}>{children}</span>;
}

const DEFINITIONS = {
  stars: "People who starred it, now. The change is that of the range, from the first known day in it; days before the project was followed come from GitHub’s star history.",
  commits: "Commits by author time, merges included.",
  people: "People who made commits in the range, over all live branches; new are those who had made none before. Authors with the same e-mail are one.",
  merged: "Pull requests that were merged in the range.",
  lead: "The median time from creation to merge, drafts included, of the pull requests that were merged in the range.",
  review: "The median time from creation to the first review, of the pull requests that were created in the range and have one.",
};

export function Tiles({ page }: { page: ProjectPage }) {
  const { busy, people, growth, pulls } = page.blocks;
  const links = useLinks(page);
  const stars = changeOf(growth.value?.answer.data.stars ?? []);
  const branch = busy.value?.query.branch;
  const commits = commitsOf(busy.value?.answer.data, page.all, branch);
  const commitsBefore = commitsOf(page.before.busy.value?.answer.data, page.all, branch);
  const whoNow = people.value?.answer.whole;
  const whoBefore = page.before.people.value?.answer.whole;
  const flow = pulls.value?.answer.range;
  const flowBefore = page.before.pulls.value?.answer.range;
  const was = (seconds: number | null | undefined) => typeof seconds === "number" && <Against page={page}>was {duration(seconds)}</Against>;
  const call = (route: string, query: object | undefined, definition: string) =>
    ({ definition, call: { path: routeOf(page, route), query: (query ?? {}) as Record<string, string> } });
  const now = page.range.until === undefined ? page.project?.stars : growth.value?.answer.data.stars.at(-1);
  return (
    <section class="project-tiles" aria-label="The range in numbers">
      <Tile label="Stars" value={compact(now)} exact={whole(now)} delta={stars.change !== null && <Delta value={stars.change} base={stars.base} />}
        menu={call("history", growth.value && { since: growth.value.query.since, until: growth.value.query.until, fields: "date,stars,source" }, DEFINITIONS.stars)} />
      <Tile label="Commits" value={compact(commits)} exact={whole(commits)} href={links.commits}
        delta={<Against page={page}><Delta value={minus(commits, commitsBefore)} base={commitsBefore} /></Against>}
        menu={call("activity", busy.value?.query, `${DEFINITIONS.commits} Counted: ${countedWords(page, busy.value?.query ?? {})}.`)} />
      <Tile label="Active people" value={compact(whoNow?.active)} exact={whole(whoNow?.active)} href={links.people}
        delta={<Against page={page}><Delta value={minus(whoNow?.active, whoBefore?.active)} base={whoBefore?.active} /></Against>}
        note={whoNow !== undefined && whoNow.first_time > 0 && `${whole(whoNow.first_time)} new`}
        menu={call("contributors/summary", people.value?.query, DEFINITIONS.people)} />
      <Tile label="Merged" value={compact(flow?.merged)} exact={whole(flow?.merged)} href={links.merged}
        delta={flow && <Against page={page}><Delta value={minus(flow?.merged, flowBefore?.merged)} base={flowBefore?.merged} /></Against>}
        menu={call("pulls/summary", pullsQuery(pulls.value?.query), DEFINITIONS.merged)} />
      <Tile label="Lead time p50" value={duration(flow?.lead_p50_s)} href={links.lead}
        delta={flow && <span>n {whole(flow.n)}</span>} note={was(flowBefore?.lead_p50_s)}
        menu={call("pulls/summary", pullsQuery(pulls.value?.query), DEFINITIONS.lead)} />
      <Tile label="First review p50" value={duration(flow?.first_review_p50_s)} href={links.waiting}
        delta={flow && flow.no_review > 0 && <span>{whole(flow.no_review)} have none</span>} note={was(flowBefore?.first_review_p50_s)}
        menu={call("pulls/summary", pullsQuery(pulls.value?.query), DEFINITIONS.review)} />
    </section>
  );
}

/** Pull requests know no clocks but a zone's, and no branch that they were made from. */
export function pullsQuery(query: object | undefined): Record<string, string> {
  const { branch: _, tz, ...rest } = (query ?? {}) as Record<string, string>;
  return tz === undefined || tz === "author" ? rest : { ...rest, tz };
}
