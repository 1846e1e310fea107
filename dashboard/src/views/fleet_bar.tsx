// Above the rows of the fleet, however many there are: finding, choosing and taking along; and what stands in their place
// while they are read.
import type { Resource } from "../data/resource.ts";
import { address, go } from "../data/location.ts";
import { withQuery } from "../lib/address.ts";
import type { Term } from "../lib/filter.ts";
import type { FleetIndex } from "../lib/fleet_rows.ts";
import { ErrorNote } from "../parts/error_note.tsx";
import { Shapes } from "../parts/loading.tsx";
import { ExportMenu } from "./fleet_actions.tsx";
import type { FleetColumnShape } from "./fleet_columns.tsx";
import { type Facets, FacetMenus, type Filtering, SearchBox } from "./fleet_filter.tsx";
import { ColumnsMenu, FIRST_SORT, SortSelect, type useRoom, WindowSelect } from "./fleet_layout.tsx";

export function setSort(sort: string): void {
  go(withQuery(address.value, { sort: sort === FIRST_SORT ? "" : sort }));
}

interface BarProps {
  index: FleetIndex;
  filtering: Filtering;
  facets: Facets;
  room: ReturnType<typeof useRoom>;
  rows: readonly number[];
  /** How many projects there are, and how many of them match. */
  counted: string;
  columns: readonly FleetColumnShape[];
  chooseColumns: (ids: string) => void;
  /** What is exported has to match. */
  terms: readonly Term[];
  sort: string;
}

export function Bar({ index, filtering, facets, room, rows, counted, columns, chooseColumns, terms, sort }: BarProps) {
  return (
    <div class="fleet-bar">
      <SearchBox filtering={filtering} />
      <FacetMenus filtering={filtering} facets={facets} folded={room.folded} />
      <span class="fleet-count" aria-live="polite">{counted}<span class="hidden"> projects</span></span>
      <span class="fleet-right">
        {room.cards && <SortSelect sort={sort} onSort={setSort} />}
        <WindowSelect value={index.window} />
        {!room.cards && <ColumnsMenu columns={columns} onChoose={chooseColumns} />}
        <ExportMenu taken={{ index, rows, columns }} terms={terms} sort={sort} brief={room.cards} />
      </span>
    </div>
  );
}

/** In place of what is not read yet, or could not be. */
export function Reading({ resource, what }: { resource: Resource<unknown>; what: string }) {
  return resource.problem === undefined
    ? <div aria-busy="true"><Shapes height={640} lines={16} /></div>
    : <ErrorNote problem={resource.problem} what={what} onAgain={resource.reload} />;
}
