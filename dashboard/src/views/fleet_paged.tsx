// The fleet of more projects than a browser should hold: the server filters and sorts, and rows come page by page.
import { useMemo, useState } from "preact/hooks";
import { useEvents } from "../data/events.ts";
import { address } from "../data/location.ts";
import { api, asProblem, type Problem, valueOrThrow } from "../data/request.ts";
import { type Resource, useResource } from "../data/resource.ts";
import { valueOf } from "../lib/address.ts";
import { isIdle, matching, serverFilter, termsOf, type Term } from "../lib/filter.ts";
import { following, indexOfPages, type Page, PAGE_FIELDS, PAGE_SORTS, type Rest } from "../lib/fleet_pages.ts";
import { whole } from "../lib/numbers.ts";
import { ErrorNote } from "../parts/error_note.tsx";
import { now } from "../parts/now.ts";
import { Selected, useSelected } from "./fleet_actions.tsx";
import { Bar, Reading, setSort } from "./fleet_bar.tsx";
import { Chips, type Facets, NothingMatches, useFiltering } from "./fleet_filter.tsx";
import { FIRST_SORT, sortAsked, useColumns, useRoom, windowOf } from "./fleet_layout.tsx";
import { FleetTable } from "./fleet_table.tsx";
import { type Overview, SinceLine, StateLine } from "./fleet_top.tsx";

interface Answer {
  data: Page;
  next: string | null;
  total: number;
  facets: Record<string, { values: { value: string | null; projects: number }[] }>;
}

const PAGE_ROWS = 200;

async function readPage(question: Record<string, string>, cursor: string | undefined, signal: AbortSignal): Promise<Answer> {
  const facets = cursor === undefined ? { facets: "state,language,owner,topic" } : { cursor };
  const query = { ...question, ...facets, limit: PAGE_ROWS, format: "columns", fields: PAGE_FIELDS, total: true } as Record<string, unknown>;
  return valueOrThrow(await api.GET("/v1/projects", { params: { query: query as never }, signal })) as unknown as Answer;
}

interface Pages {
  first: Resource<Answer>;
  pages: readonly Answer[];
  more: () => void;
  moreProblem: Problem | undefined;
}

function usePages(question: Record<string, string>): Pages {
  const key = `fleet ${JSON.stringify(question)}`;
  const first = useResource(key, (signal) => readPage(question, undefined, signal));
  const [rest, setRest] = useState<Rest<Answer> & { problem?: Problem | undefined }>({ key, after: null, pages: [] });
  const mine = following(rest, key, first.value);
  const pages = first.value === undefined ? [] : [first.value, ...mine];
  useEvents(["project"], (event) => {
    // Pages that follow one another stay as they were read: else rows would move under the reader.
    if (event.topic !== "project" && mine.length === 0) first.reload();
  });
  const more = () => {
    const cursor = pages.at(-1)?.next;
    if (cursor == null) return;
    const after = first.value!.next;
    readPage(question, cursor, AbortSignal.timeout(60_000)).then(
      (page) => setRest({ key, after, pages: [...mine, page] }),
      (error: unknown) => setRest({ key, after, pages: mine, problem: asProblem(error) }),
    );
  };
  return { first, pages, more, moreProblem: rest.key === key ? rest.problem : undefined };
}

const FACET_OF = { owner: "owner", state: "state", lang: "language", topic: "topic" } as const;

function facetsOf(answer: Answer | undefined): Facets {
  return (name) => (answer?.facets[FACET_OF[name]]?.values ?? []).map(({ value, projects }) => ({ value: value ?? "none", projects }));
}

export function View({ overview, since }: { overview: Resource<Overview>; since: string | undefined }) {
  const { query } = address.value;
  const filtering = useFiltering();
  const room = useRoom();
  const window = windowOf(valueOf(address.value, "range"));
  const asked = sortAsked();
  const sort = PAGE_SORTS.has(asked.replace("-", "")) ? asked : FIRST_SORT;
  // The address follows what is typed after a moment, and the question follows the address.
  const { parameters, left } = serverFilter(termsOf(query));
  const question = {
    ...parameters, window, sort: sort.replace("-", ""), order: sort.startsWith("-") ? "desc" : "asc",
    ...(query.list === undefined ? {} : { list: query.list }),
  };
  const { first, pages, more, moreProblem } = usePages(question);
  const [selected, select, clear] = useSelected();
  const [columns, chooseColumns] = useColumns(room.widthPx, sort, filtering.terms);
  const found = first.value?.total ?? 0;
  const index = useMemo(() => indexOfPages(pages.map(({ data }) => data), window, found), [pages.length, first.value, window]);
  // The server takes no bound that an age has at most; but where the last commit comes first, the rows end at it.
  const ends = sort === "-last_commit_on" ? left.filter(isIdle) : [];
  const rows = useMemo(() => matching(index, index.columns.id.map((_, row) => row), ends, now.value), [index, JSON.stringify(ends)]);
  const next = rows.length < index.columns.id.length ? null : (pages.at(-1)?.next ?? null);
  const total = ends.length === 0 ? found : rows.length;
  const counted = first.value === undefined ? "" : `${whole(total)}${total === rows.length && next !== null ? "+" : ""} of ${whole(overview.value?.projects)}`;
  const why = (term: Term) =>
    (left.some((each) => !ends.includes(each) && each.key === term.key && each.negated === term.negated) ? "not in so large a fleet" : undefined);
  return (
    <div class="page-body fleet">
      <h1 class="hidden">Fleet</h1>
      <StateLine overview={overview.value} readAt={first.readAt} problem={first.value === undefined ? undefined : first.problem} brief={room.cards} />
      <SinceLine overview={overview.value} since={since} brief={room.cards} paged />
      <Bar {...{ index, filtering, facets: facetsOf(first.value), room, rows, counted, columns, chooseColumns, terms: termsOf(query), sort }} />
      <Chips filtering={filtering} note={why} />
      {first.value === undefined && <Reading resource={first} what="the projects" />}
      {first.value !== undefined && (rows.length === 0 ? <NothingMatches filtering={filtering} /> : (
        <FleetTable index={index} rows={rows} columns={columns} sort={sort} onSort={setSort} selected={selected} onSelect={select}
          sortable={PAGE_SORTS} room={room} />
      ))}
      {moreProblem !== undefined && <ErrorNote problem={moreProblem} what="more rows" onAgain={more} />}
      {next !== null && <p><button type="button" class="button" onClick={more}>Show {PAGE_ROWS} more{total > rows.length && <> of {whole(total - rows.length)}</>}</button></p>}
      <Selected index={index} columns={columns} selected={selected} onClear={clear} />
    </div>
  );
}
