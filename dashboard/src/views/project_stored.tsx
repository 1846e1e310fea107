// The branches that were worked on last, and how complete and fresh is what is stored.
import { toView } from "../lib/address.ts";
import { coverageWords, idleDays, syncWords } from "../lib/overview.ts";
import { whole } from "../lib/numbers.ts";
import { visibleText } from "../lib/text.ts";
import { address, hrefOf } from "../data/location.ts";
import type { Answers } from "../data/project_overview.ts";
import { AheadBehind } from "../charts/ahead_behind.tsx";
import { Age } from "../parts/age.tsx";
import { Block } from "../parts/block.tsx";
import { now } from "../parts/now.ts";
import { Shape } from "../parts/status.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { type ProjectPage, routeOf } from "./project_page.ts";

type Branch = Answers["branches"]["data"][number];

const COLUMNS = (max: number): Column<Branch>[] => [
  {
    id: "name",
    title: "Branch",
    main: true,
    cell: (row) => (
      <>
        <bdi>{visibleText(row.name)}</bdi>
        {row.merged === true && <span class="note"> merged</span>}
      </>
    ),
  },
  {
    id: "ahead",
    title: "Behind · ahead",
    cell: (row) => <AheadBehind ahead={row.ahead} behind={row.behind} max={max} />,
  },
  {
    id: "idle",
    title: "Idle",
    number: true,
    cell: (row) => {
      const days = idleDays(row.committed_at, now.value);
      return days === null ? "–" : `${whole(days)} d`;
    },
  },
  { id: "author", title: "Last author", cell: (row) => <bdi>{visibleText(row.author ?? "–")}</bdi> },
];

export function Branches({ page }: { page: ProjectPage }) {
  const { branches } = page.blocks;
  const rows = (branches.value?.answer.data ?? []).filter((branch) => !branch.default);
  const max = Math.max(1, ...rows.map(({ ahead, behind }) => Math.max(ahead ?? 0, behind ?? 0)));
  const all = page.project?.branches;
  const to = hrefOf(toView(address.value, "branches", { owner: page.owner, name: page.name }));
  return (
    <Block
      id="branches"
      title="Which branches matter?"
      resource={branches}
      height={340}
      sub={`the last that were committed to, against ${page.project?.default_branch ?? "the default branch"}`}
      empty={branches.value !== undefined && rows.length === 0 && "There is no branch but the default one."}
      menu={{
        definition:
          "Ahead: commits that the default branch has not; behind: those that it alone has. Merged: it has all of them. " +
          "Idle: days since the last commit.",
        call: { path: routeOf(page, "branches"), query: { sort: "committed_at", order: "desc" } },
      }}
    >
      <Table
        label="Branches that were committed to last"
        columns={COLUMNS(max)}
        rows={rows}
        keyOf={(row) => row.name}
      />
      <p class="project-more">
        {rows.length} of {whole(all)} · <a href={to}>all branches</a>
      </p>
    </Block>
  );
}

export function Stored({ page }: { page: ProjectPage }) {
  const { syncs } = page.blocks;
  const coverage = page.project?.status.coverage;
  const rows = syncs.value?.answer.data ?? [];
  return (
    <Block
      id="stored"
      title="How complete is it?"
      resource={syncs}
      height={150}
      menu={{
        definition:
          "The stored share of what GitHub counts, as the last audit found it, and the last syncs of this project alone.",
        call: { path: routeOf(page, "syncs"), query: { limit: 50 } },
      }}
    >
      <p class="project-coverage">
        Stored:{" "}
        <span>
          commits <b>{coverageWords(coverage?.commits)}</b>
        </span>
        <span>
          branches <b>{coverageWords(coverage?.branches)}</b>
        </span>
        <span>
          pulls <b>{coverageWords(coverage?.pull_requests)}</b>
        </span>
        {page.project?.followed_since !== null && (
          <span class="quiet">
            followed since <Age at={page.project?.followed_since} />
          </span>
        )}
      </p>
      {rows.length === 0 ? (
        <p class="quiet">No sync of its own has ended yet.</p>
      ) : (
        <ul class="project-syncs" aria-label="Last syncs">
          {rows.map((sync) => (
            <li key={sync.started_at}>
              <span class="project-sync-shape">
                <Shape name={sync.ok ? "full" : "triangle"} tone={sync.ok ? "ok" : "error"} />
              </span>
              <span>
                <span class="hidden">{sync.ok ? "went well" : "failed"}, </span>
                <Age at={sync.started_at} />
              </span>
              <span class="quiet">
                {!sync.ok && (
                  <>
                    <b>{sync.code}</b>: {visibleText(sync.message ?? "no reason told")};{" "}
                  </>
                )}
                {syncWords(sync)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}
