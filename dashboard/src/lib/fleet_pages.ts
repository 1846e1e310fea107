// Pages of GET /v1/projects?format=columns as the index of the fleet has them: for fleets that no one answer holds.
import type { FleetColumn, FleetColumns, FleetIndex } from "./fleet_rows.ts";

export type Page = Record<string, unknown[]>;

/** Where the list names a member otherwise; what it lacks is null. */
const OTHER_NAMES: Partial<Record<FleetColumn, string>> = {
  state: "status_state", code: "status_code", last_synced_at: "status_last_synced_at", next_sync_at: "status_next_sync_at",
  people: "contributors", pulls_open: "pull_requests_open",
};
const COLUMNS: readonly FleetColumn[] = [
  "id", "full_name", "description", "language", "topics", "license", "state", "code", "archived", "fork", "visibility", "stars",
  "stars_d", "forks", "open_issues", "commits", "commits_w", "spark", "people", "people_w", "pulls_open", "merged_w", "lead_p50_s",
  "branches", "last_commit_on", "last_synced_at", "next_sync_at",
];

/** What a page is to have: `fields` of the request. */
export const PAGE_FIELDS: string = [...new Set(COLUMNS.map((name) => (OTHER_NAMES[name] ?? name).replace(/^(status|pull_requests)_.*/, "$1")))]
  .filter((name) => name !== "spark").join(",");

/** By which the server orders. */
export const PAGE_SORTS: ReadonlySet<string> = new Set([
  "full_name", "stars", "stars_d", "forks", "open_issues", "commits", "commits_w", "people", "people_w", "pulls_open", "merged_w",
  "lead_p50_s", "branches", "last_commit_on", "last_synced_at", "next_sync_at",
]);

/** Pages after the first one, and what they follow. */
export interface Rest<Answer> {
  /** The question. */
  key: string;
  /** Where the first page ended when they were asked for. */
  after: string | null;
  pages: readonly Answer[];
}

/** Those that still follow the first page: if it ends elsewhere by now, a row would stand in both, or in neither. */
export function following<Answer>(rest: Rest<Answer>, key: string, first: { next: string | null } | undefined): readonly Answer[] {
  return rest.key === key && rest.after === first?.next ? rest.pages : [];
}

export function indexOfPages(pages: readonly Page[], window: string, total: number): FleetIndex {
  const columns = Object.fromEntries(COLUMNS.map((name) => [
    name,
    pages.flatMap((page) => page[OTHER_NAMES[name] ?? name] ?? Array.from({ length: page["id"]?.length ?? 0 }, () => null)),
  ])) as unknown as FleetColumns;
  return { revision: "", complete: true, synced: total, total, window, spark_days: [], columns };
}
