// Six numbers of the range, each with its change against the stretch before it, of the same length.
import type { ComponentChildren } from "preact";
import { type Query, toView, type View, valueOf } from "../lib/address.ts";
import { minus, sumOf } from "../lib/overview.ts";
import { compact, duration, whole } from "../lib/numbers.ts";
import { given } from "../lib/pull_filters.ts";
import { momentText } from "../lib/times.ts";
import { address, hrefOf } from "../data/location.ts";
import { Delta, Tile } from "../parts/tile.tsx";
import { countedWords, type ProjectPage, routeOf } from "./project_page.ts";

type Columns = { readonly commits: readonly (number | null)[]; readonly commits_all: readonly (number | null)[] };

function commitsOf(data: Columns | undefined, all: boolean, branch: string | undefined): number | null {
  return data === undefined ? null : sumOf(all && branch === undefined ? data.commits_all : data.commits);
}

/** The lists of what the tiles count: of the same range and branch, which are not what lists show by themselves. */
function linksOf({ owner, name, all, project }: ProjectPage) {
  const here = address.value;
  const range = valueOf(here, "range");
  const branch = here.query.branch ?? (all ? undefined : (project?.default_branch ?? undefined));
  const to = (view: View, query: Query) => hrefOf(toView(here, view, { owner, name, query }));
  return {
    commits: to("commits", { range, ...given("branch", branch) }),
    people: to("people", { range }),
    merged: to("pulls", { state: "merged", by: "merged", range }),
    lead: to("pulls", { state: "merged", by: "merged", range, sort: "-lead" }),
    waiting: to("pulls", { review: "none" }),
  };
}

/** Something of the stretch before, which its title names. */
function Against({ page, children }: { page: ProjectPage; children: ComponentChildren }) {
  const { beforeQuery, zone } = page;
  if (beforeQuery === undefined) return null;
  const [from, to] = [beforeQuery.since, beforeQuery.until].map((at = "") => (at.includes("T") ? momentText(at, zone) : at));
  return <span title={`against as long a stretch before: from ${from} until ${to}`}>{children}</span>;
}

/** The change since the stretch before; nothing where one of the two is not known. */
function Change({
  page,
  now,
  before,
}: {
  page: ProjectPage;
  now: number | null | undefined;
  before: number | null | undefined;
}) {
  const change = minus(now, before);
  return change === null ? null : (
    <Against page={page}>
      <Delta value={change} base={before} />
    </Against>
  );
}

const DEFINITIONS = {
  stars:
    "People who starred it, now. The change is from the day before the range on; days before the project was " +
    "followed come from GitHub’s star history. In the JSON: stars_d; CSV has the days alone.",
  commits: "Commits by author time, merges included; the sum of the answer’s buckets.",
  people:
    "People who made commits in the range, over all live branches; new are those who had made none before. " +
    "Authors with the same e-mail are one. In the JSON: whole.active; CSV has the buckets alone.",
  merged: "Pull requests that were merged in the range. In the JSON: range.merged; CSV has the buckets alone.",
  lead:
    "The median time from creation to merge, drafts included, of the pull requests that were merged in the range. " +
    "In the JSON: range.lead_p50_s; CSV has the buckets alone.",
  review:
    "The median time from creation to the first review, of the pull requests that were created in the range " +
    "and have one. In the JSON: range.first_review_p50_s; CSV has the buckets alone.",
};

/** What the menu of a tile tells: the definition, and the call that gives the number. */
function menuOf(page: ProjectPage, route: string, query: object | undefined, definition: string) {
  const call = { path: routeOf(page, route), query: { ...(query as Record<string, string> | undefined) } };
  return { definition, call };
}

function CommitTiles({ page }: { page: ProjectPage }) {
  const { busy, people } = page.blocks;
  const links = linksOf(page);
  const branch = busy.value?.query.branch;
  const commits = commitsOf(busy.value?.answer.data, page.all, branch);
  const before = commitsOf(page.before.busy.value?.answer.data, page.all, branch);
  const sums = people.value?.answer.whole;
  const counted = `${DEFINITIONS.commits} Counted: ${countedWords(page, busy.value?.query ?? {})}.`;
  return (
    <>
      <Tile
        label="Commits"
        value={compact(commits)}
        exact={whole(commits)}
        href={links.commits}
        delta={<Change page={page} now={commits} before={before} />}
        menu={menuOf(page, "activity", busy.value?.query, counted)}
      />
      <Tile
        label="Active people"
        value={compact(sums?.active)}
        exact={whole(sums?.active)}
        href={links.people}
        delta={<Change page={page} now={sums?.active} before={page.before.people.value?.answer.whole.active} />}
        note={sums !== undefined && sums.first_time > 0 && `${whole(sums.first_time)} new`}
        menu={menuOf(page, "contributors/summary", people.value?.query, DEFINITIONS.people)}
      />
    </>
  );
}

function PullTiles({ page }: { page: ProjectPage }) {
  const { pulls } = page.blocks;
  const links = linksOf(page);
  const flow = pulls.value?.answer.range;
  const before = page.before.pulls.value?.answer.range;
  const query = pullsQuery(pulls.value?.query);
  const was = (seconds: number | null | undefined) =>
    typeof seconds === "number" && <Against page={page}>was {duration(seconds)}</Against>;
  return (
    <>
      <Tile
        label="Merged"
        value={compact(flow?.merged)}
        exact={whole(flow?.merged)}
        href={links.merged}
        delta={<Change page={page} now={flow?.merged} before={before?.merged} />}
        menu={menuOf(page, "pulls/summary", query, DEFINITIONS.merged)}
      />
      <Tile
        label="Lead time p50"
        value={duration(flow?.lead_p50_s)}
        href={links.lead}
        delta={flow && <span>n = {whole(flow.n)}</span>}
        note={was(before?.lead_p50_s)}
        menu={menuOf(page, "pulls/summary", query, DEFINITIONS.lead)}
      />
      <Tile
        label="First review p50"
        value={duration(flow?.first_review_p50_s)}
        href={links.waiting}
        delta={flow && flow.no_review > 0 && <span>{whole(flow.no_review)} have none</span>}
        note={was(before?.first_review_p50_s)}
        menu={menuOf(page, "pulls/summary", query, DEFINITIONS.review)}
      />
    </>
  );
}

export function Tiles({ page }: { page: ProjectPage }) {
  const { data, stars_d: change = null } = page.blocks.growth.value?.answer ?? {};
  const { since, until } = page.range;
  const stars = until === undefined ? page.project?.stars : data?.stars.at(-1);
  return (
    <section class="project-tiles" aria-label="The range in numbers">
      <Tile
        label="Stars"
        value={compact(stars)}
        exact={whole(stars)}
        delta={change !== null && <Delta value={change} base={minus(stars, change)} />}
        menu={menuOf(page, "history", { since, until, fields: "date,stars,source", change: true }, DEFINITIONS.stars)}
      />
      <CommitTiles page={page} />
      <PullTiles page={page} />
    </section>
  );
}

/** Pull requests know no clocks but a zone's, and no branch that they were made from. */
export function pullsQuery(query: object | undefined): Record<string, string> {
  const { branch: _, tz, ...rest } = (query ?? {}) as Record<string, string>;
  return tz === undefined || tz === "author" ? rest : { ...rest, tz };
}
