// The rows of the fleet: the index of all projects as one list for each member, what has changed since merged into it, and
// the order in which rows are shown. A row is a place in these lists.
//
//   const index = merged(before, answer);            new lists; `before` stays as it was
//   const rows = sorted(index, matching, "-stars");  places, with what is unknown last in both directions

export interface FleetColumns {
  id: string[];
  full_name: string[];
  description: (string | null)[];
  language: (string | null)[];
  topics: (string[] | null)[];
  license: (string | null)[];
  state: string[];
  code: (string | null)[];
  archived: (boolean | null)[];
  fork: (boolean | null)[];
  visibility: (string | null)[];
  stars: (number | null)[];
  stars_d: (number | null)[];
  forks: (number | null)[];
  open_issues: (number | null)[];
  commits: (number | null)[];
  commits_w: (number | null)[];
  spark: ((number | null)[] | null)[];
  people: (number | null)[];
  people_w: (number | null)[];
  pulls_open: (number | null)[];
  merged_w: (number | null)[];
  lead_p50_s: (number | null)[];
  branches: (number | null)[];
  last_commit_on: (string | null)[];
  last_synced_at: (string | null)[];
  next_sync_at: (string | null)[];
}
export type FleetColumn = keyof FleetColumns;

export interface FleetIndex {
  revision: string;
  /** No project waits for its first sync. */
  complete: boolean;
  synced: number;
  total: number;
  window: string;
  spark_days: number[];
  columns: FleetColumns;
  /** Whom the last answer told of; undefined where it told of all. */
  changed?: readonly string[] | undefined;
}

export interface FleetAnswer extends FleetIndex {
  /** Whether it tells of all projects, and not only of those that changed. */
  reset: boolean;
  removed: string[];
}

type AnyColumns = Record<string, unknown[]>;

/** `before` with what an answer to `after=` says; the answer itself where that tells of everything. */
export function merged(before: FleetIndex | undefined, answer: FleetAnswer): FleetIndex {
  const { reset, removed, ...fresh } = answer;
  if (before === undefined || reset) return fresh;
  if (removed.length === 0 && answer.columns.id.length === 0) return { ...fresh, columns: before.columns };
  const places = new Map(before.columns.id.map((id, place) => [id, place]));
  const gone = new Set(removed.map((id) => places.get(id)));
  // Where each changed project goes: its old place, or behind all others.
  let end = before.columns.id.length;
  const targets = answer.columns.id.map((id) => places.get(id) ?? end++);
  const columns: AnyColumns = {};
  for (const [name, old] of Object.entries(before.columns as unknown as AnyColumns)) {
    const list = old.slice();
    const values = (answer.columns as unknown as AnyColumns)[name] ?? [];
    for (const [from, to] of targets.entries()) list[to] = values[from];
    columns[name] = gone.size === 0 ? list : list.filter((_, place) => !gone.has(place));
  }
  return { ...fresh, columns: columns as unknown as FleetColumns, changed: [...answer.columns.id, ...removed] };
}

/** The places of `ids` that are still there, in their order. */
export function placesOf(index: FleetIndex, ids: readonly string[]): number[] {
  const places = new Map(index.columns.id.map((id, place) => [id, place]));
  return ids.map((id) => places.get(id)).filter((place) => place !== undefined);
}

export const ownerOf = (fullName: string): string => fullName.slice(0, fullName.indexOf("/"));

/** Times as text sort as they are: all are UTC. Names and words sort without regard to case. */
export function sorted(index: FleetIndex, rows: readonly number[], sort: string): number[] {
  const down = sort.startsWith("-");
  const values = index.columns[(down ? sort.slice(1) : sort) as FleetColumn] as readonly unknown[] | undefined;
  const names = index.columns.full_name;
  const keys = values === undefined ? names : values.map((value) => (typeof value === "string" ? value.toLowerCase() : value));
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const left = keys[a] as number | null;
    const right = keys[b] as number | null;
    if (left !== right) {
      if (left === null) return 1;
      if (right === null) return -1;
      return left < right ? -sign : sign;
    }
    const first = names[a]!;
    const second = names[b]!;
    return first < second ? -1 : first > second ? 1 : 0;
  });
}

export interface FacetValue {
  value: string;
  projects: number;
}

/** How many of the rows have which value, the most frequent first; a row counts for each of its topics. */
export function facetOf(index: FleetIndex, rows: readonly number[], column: "owner" | "state" | "language" | "topics" | "license"): FacetValue[] {
  const counts = new Map<string, number>();
  const add = (value: string | null | undefined) => {
    const key = value ?? "none";
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const row of rows) {
    if (column === "owner") add(ownerOf(index.columns.full_name[row]!));
    else if (column !== "topics") add(index.columns[column][row]);
    else if ((index.columns.topics[row]?.length ?? 0) === 0) add(null);
    else index.columns.topics[row]!.forEach(add);
  }
  return [...counts].map(([value, projects]) => ({ value, projects }))
    .sort((a, b) => b.projects - a.projects || (a.value < b.value ? -1 : 1));
}
