// The branches of a project: which can go, which are far behind, who left them.
import "./branches.css";
import { AheadBehind } from "../charts/ahead_behind.tsx";
import type { components } from "../data/api_types.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { answerOf, type PagesOf } from "../data/pages.ts";
import { useProject } from "../data/project.ts";
import { api } from "../data/request.ts";
import { type Query, toView } from "../lib/address.ts";
import { duration, whole } from "../lib/numbers.ts";
import { given, readFlag, readSort } from "../lib/pull_filters.ts";
import { siteOf, visibleText } from "../lib/text.ts";
import { momentText, secondsSince } from "../lib/times.ts";
import { Age } from "../parts/age.tsx";
import { Check, Pick, Search } from "../parts/list_filters.tsx";
import { ListPage } from "../parts/list_page.tsx";
import { now } from "../parts/now.ts";
import { Shape } from "../parts/status.tsx";
import type { Column } from "../parts/table.tsx";
import { zone } from "../parts/zone.ts";

type Branch = components["schemas"]["branch"];

const SORTS = ["name", "committed_at", "ahead", "behind", "commits"] as const;
const ORDERS = [
  ["name", "name"],
  ["committed_at", "longest idle first"],
  ["-committed_at", "last committed first"],
  ["-behind", "furthest behind first"],
  ["-ahead", "furthest ahead first"],
  ["-commits", "most commits first"],
] as const;
const DEFINITION =
  "All live branches as the last sync saw them. Ahead and behind count commits against the default branch; a branch " +
  "is merged where it is 0 ahead.";
const IDLE = [
  ["", "any"],
  ["30", "over 30 days"],
  ["90", "over 90 days"],
  ["365", "over a year"],
] as const;
const MERGED = [
  ["", "all"],
  ["true", "merged"],
  ["false", "not merged"],
] as const;

/** What the API is asked for what the address says. */
function request(query: Query) {
  const merged = readFlag(query.merged);
  const idle = /^\d{1,5}$/.test(query.idle ?? "") ? Math.min(36_500, Number(query.idle)) : undefined;
  return {
    ...readSort(query.sort, SORTS, "name"),
    ...given("q", query.q?.trim()),
    ...given("merged", merged),
    ...given("idle_days", idle),
    ...(query.deleted === "true" ? { deleted: true } : {}),
  };
}

/** The API finds no branch that is deleted, nor one by a name that could not be shown as it is: their tips remain. */
const isAskable = (branch: Branch) => branch.deleted_at === null && !branch.name.includes("\ufffd");

function commitsOf(branch: Branch) {
  const { owner, name } = address.value;
  const query: Query = isAskable(branch) ? { branch: branch.name, range: "all" } : { oid: branch.oid };
  return toView(address.value, "commits", { owner, name, query });
}

function idleSeconds(branch: Branch): number | null {
  return branch.committed_at === null ? null : secondsSince(branch.committed_at, now.value);
}

function Idle({ branch }: { branch: Branch }) {
  const seconds = idleSeconds(branch);
  return (
    <span
      title={
        seconds === null ? "git cannot read its time" : `last commit ${momentText(branch.committed_at, zone.value)}`
      }>
      {duration(seconds)}
    </span>
  );
}

function Name({ branch, site }: { branch: Branch; site: string | undefined }) {
  const shown = visibleText(branch.name);
  return (
    <span class="list-line">
      <a href={hrefOf(commitsOf(branch))} title={`${shown}: ${isAskable(branch) ? "its commits" : "its last commit"}`}>
        <bdi>{shown}</bdi>
      </a>
      {branch.default && <span class="list-mark">default</span>}
      {branch.deleted_at !== null && (
        <span class="list-mark">
          deleted <Age at={branch.deleted_at} />
        </span>
      )}
      {site !== undefined && isAskable(branch) && (
        <a
          href={`${site}/tree/${branch.name.split("/").map(encodeURIComponent).join("/")}`}
          rel="noreferrer"
          target="_blank"
          aria-label={`${shown} at GitHub`}>
          ↗
        </a>
      )}
    </span>
  );
}

function Merged({ branch }: { branch: Branch }) {
  if (branch.default) return null;
  if (branch.merged === null) return <span title="there is no default branch">–</span>;
  return branch.merged ? (
    <span class="list-line">
      <Shape name="check" tone="ok" /> merged
    </span>
  ) : (
    <>no</>
  );
}

function Author({ branch }: { branch: Branch }) {
  return branch.author === null ? (
    <span title="may not be stored">–</span>
  ) : (
    <bdi title={visibleText(branch.author)}>{visibleText(branch.author)}</bdi>
  );
}

function columnsOf(max: number, site: string | undefined): Column<Branch>[] {
  return [
    { id: "name", title: "Branch", sort: true, cell: (branch) => <Name branch={branch} site={site} /> },
    {
      id: "behind",
      title: "Behind ◂ ▸ ahead",
      sort: true,
      number: true,
      hint: "commits of the default branch that it lacks, and its commits that the default branch lacks",
      cell: (branch) => (branch.default ? null : <AheadBehind ahead={branch.ahead} behind={branch.behind} max={max} />),
    },
    {
      id: "merged",
      title: "Merged",
      hint: "whether the default branch has all of it",
      cell: (branch) => <Merged branch={branch} />,
    },
    {
      id: "commits",
      title: "Commits",
      sort: true,
      number: true,
      hint: "all commits that it reaches",
      cell: (branch) => whole(branch.commits),
    },
    { id: "author", title: "Last author", cell: (branch) => <Author branch={branch} /> },
    {
      id: "committed_at",
      title: "Idle",
      sort: true,
      age: true,
      hint: "since its last commit",
      cell: (branch) => <Idle branch={branch} />,
    },
  ];
}

function Card({ branch, max, site }: { branch: Branch; max: number; site: string | undefined }) {
  return (
    <>
      <div>
        <span class="list-grow">
          <Name branch={branch} site={site} />
        </span>
        <Idle branch={branch} />
      </div>
      <div>
        {branch.default ? (
          <span class="list-grow">
            <Author branch={branch} />
          </span>
        ) : (
          <>
            <AheadBehind ahead={branch.ahead} behind={branch.behind} max={max} />
            <span class="list-grow">
              <span class="list-wide">
                <Author branch={branch} />
              </span>
            </span>
            {branch.merged === true && <Merged branch={branch} />}
          </>
        )}
      </div>
    </>
  );
}

function markdownOf(branch: Branch): string {
  const place =
    branch.ahead === null || branch.behind === null
      ? []
      : [`${whole(branch.ahead)} ahead`, `${whole(branch.behind)} behind`];
  const facts = [
    ...place,
    branch.merged === true ? "merged" : "",
    `idle ${duration(idleSeconds(branch))}`,
    branch.author ?? "",
  ];
  return `\`${branch.name.replaceAll("`", "'")}\`: ${facts.filter((fact) => fact !== "").join(", ")}`;
}

export function View() {
  const { owner, name, query } = address.value;
  const project = useProject(owner, name).value;
  const asked = request(query);
  const path = `/v1/projects/${owner}/${name}/branches`;
  const source: PagesOf<Branch, Branch> = {
    key: `${path} ${JSON.stringify(asked)}`,
    read: async (cursor, signal) => {
      const query = { ...asked, limit: 200, total: true, ...given("cursor", cursor) };
      const answer = await api.GET("/v1/projects/{owner}/{name}/branches", {
        params: { path: { owner, name }, query },
        signal,
      });
      const page = answerOf<Branch, Branch>(answer, (branch) => branch);
      // What has been idle for some days depends on the time of day: the ETag is that of a page then, not of the list.
      return cursor !== undefined && asked.idle_days !== undefined ? { ...page, revision: "" } : page;
    },
    itemsOf: (rows) => rows,
    keyOf: (branch) => `${branch.name} ${branch.oid}`,
  };
  // One scale for all pages of the list, whatever was read of it.
  const max = project?.commits ?? 1;
  const site = siteOf(project);
  return (
    <ListPage
      id="branches"
      title="Which branches can go, which are far behind?"
      noun="branches"
      source={source}
      call={{ path, query: asked }}
      definition={DEFINITION}
      columns={columnsOf(max, site)}
      card={(branch) => <Card branch={branch} max={max} site={site} />}
      sort={query.sort ?? "name"}
      filterKeys={["q", "merged", "idle"]}
      empty="No branches."
      filters={
        <>
          <Search label="Search branches" />
          <Pick name="merged" label="Merged" options={MERGED} />
          <Pick name="idle" label="Idle" options={IDLE} />
          <Check name="deleted" label="deleted too" value="true" />
        </>
      }
      order={
        <Pick
          name="sort"
          label="Order"
          options={ORDERS.map(([value, text]) => [value === "name" ? "" : value, text] as const)}
        />
      }
      onOpen={(branch) => go(commitsOf(branch))}
      markdown={markdownOf}
      plain={(branch) => branch.name}
    />
  );
}
