// The blocks of a project's page, several in one request, each kept under what it depends on: another zone reads the
// hours of the week again and leaves the branches as they are.
//
//   const blocks = useOverview("acme", "graph", ["busy", "growth"], { since: "2025-11-28", tz: "UTC" });
//   blocks.busy.value      { answer, query }: with the query that it is of, since it stays while the next one comes
//
// What an event says has changed is read again, and shown meanwhile.
import { effect } from "./signals.ts";
import { useRef } from "preact/hooks";
import type { components } from "./api_types.ts";
import { type BlockName, blockKey, type OverviewQuery } from "../lib/overview.ts";
import { keepLatest } from "../lib/latest.ts";
import { useProjectChanges } from "./project.ts";
import { api, Problem, serverNow, valueOrThrow } from "./request.ts";
import { forgotten, type Resource, useResource } from "./resource.ts";

type Schemas = components["schemas"];
type Columns<Shape> = { readonly [Member in keyof Shape]: readonly Shape[Member][] };

/** Of the overview's answers each block has one form: columns where its series may be long. */
export interface Answers {
  busy: { data: Columns<Schemas["activity"]> };
  when: { data: Columns<Schemas["hour_of_week"]> };
  people: { data: readonly Schemas["contributor_bucket"][]; whole: Schemas["contributor_summary"] };
  top: { data: readonly Schemas["contributor_activity"][] };
  pulls: {
    data: readonly Schemas["pull_period"][];
    range: Schemas["pull_flow"] | null;
    open_by_age: readonly Schemas["pull_age"][] | null;
    oldest: readonly Schemas["waiting_pull"][] | null;
  };
  branches: { data: readonly Schemas["branch"][] };
  growth: {
    data: Columns<Pick<Schemas["day"], "date" | "stars" | "forks" | "open_issues" | "source" | "partial">>;
    stars_d: number | null;
  };
  releases: { data: readonly Schemas["release"][] };
  syncs: { data: readonly Schemas["sync"][] };
}

export interface Shown<Block extends BlockName> {
  answer: Answers[Block];
  query: OverviewQuery;
}

export type Blocks<Name extends BlockName> = { [Block in Name]: Resource<Shown<Block>> };

interface Entry {
  shown: Shown<BlockName> | undefined;
  problem: Problem | undefined;
  generation: number;
  revision: string;
  readAt: Date;
}

const KEPT = 80;
const kept = new Map<string, Entry>();
/** Counts the changes of each project: what was read before the last one is shown, and read again. */
const generations = new Map<string, number>();

// Another reader may not see what this one saw.
effect(() => {
  void forgotten.value;
  kept.clear();
});

type Overview = { revision: string } & Record<
  BlockName,
  { error: { code: string; message: string } | null; result: Answers[BlockName] | null }
>;

async function read(
  owner: string,
  name: string,
  blocks: readonly BlockName[],
  query: OverviewQuery,
  signal: AbortSignal,
) {
  const project = `${owner}/${name}`.toLowerCase();
  const generation = generations.get(project) ?? 0;
  const wanted = blocks.filter((block) => kept.get(`${project} ${blockKey(block, query)}`)?.generation !== generation);
  if (wanted.length === 0) return;
  const params = { path: { owner, name }, query: { ...query, blocks: wanted.join(",") } };
  const answer = valueOrThrow(await api.GET("/v1/projects/{owner}/{name}/overview", { params, signal })) as Overview;
  for (const block of wanted) {
    const { error, result } = answer[block];
    const entry = {
      shown: result === null ? undefined : { answer: result, query },
      problem: error === null ? undefined : new Problem(200, error.code, error.message),
      generation,
      revision: answer.revision,
      readAt: serverNow(),
    };
    keepLatest(kept, `${project} ${blockKey(block, query)}`, entry, KEPT);
  }
}

function forget(project: string, key: string): void {
  const entry = kept.get(`${project} ${key}`);
  if (entry !== undefined) entry.generation = -1;
}

export function useOverview<Name extends BlockName>(
  owner: string,
  name: string,
  blocks: readonly Name[],
  query: OverviewQuery | undefined,
): Blocks<Name> {
  const project = `${owner}/${name}`.toLowerCase();
  const last = useRef<Partial<Record<BlockName, Entry>>>({});
  const key = query && `overview ${project} ${blocks.map((block) => blockKey(block, query)).join("; ")}`;
  const resource = useResource(key, (signal) => read(owner, name, blocks, query ?? {}, signal).then(() => true));
  useProjectChanges(owner, name, (revision) => {
    if (query === undefined) return;
    const isRead = (block: Name) => kept.get(`${project} ${blockKey(block, query)}`)?.revision === String(revision);
    if (blocks.every(isRead)) return;
    generations.set(project, (generations.get(project) ?? 0) + 1);
    resource.reload();
  });
  const shown = blocks.map((block) => {
    const blockIs = blockKey(block, query ?? {});
    const entry = query && kept.get(`${project} ${blockIs}`);
    if (entry !== undefined) last.current[block] = entry;
    // The last answer stays while the next one comes; not where that failed, since it is of another range.
    const latest = entry ?? (resource.problem === undefined ? last.current[block] : undefined);
    return [
      block,
      {
        value: query && latest?.shown,
        problem: entry?.problem ?? resource.problem,
        loading: resource.loading && entry === undefined,
        readAt: latest?.readAt,
        reload: () => {
          forget(project, blockIs);
          resource.reload();
        },
      },
    ];
  });
  return Object.fromEntries(shown) as Blocks<Name>;
}
