// What can be done with the rows of the fleet: take them away as text, save them as a list, compare, look again.
import { useState } from "preact/hooks";
import { useKeys } from "../data/keys.ts";
import { isSaved } from "../data/lists.ts";
import { address, go, hrefOf, keepInEntry, keptInEntry } from "../data/location.ts";
import { mayWrite } from "../data/session.ts";
import { toView } from "../lib/address.ts";
import { serverFilter, type Term } from "../lib/filter.ts";
import { whole } from "../lib/numbers.ts";
import { REMEDY } from "../lib/status.ts";
import { Menu } from "../parts/menu.tsx";
import { later } from "../parts/not_found.tsx";
import type { FleetColumnShape } from "./fleet_columns.tsx";
import type { Looked, SaveList, Taken } from "./fleet_take.tsx";

const COMPARED = 8;

type Take = typeof import("./fleet_take.tsx");
const take = (act: (loaded: Take) => void) => later(import("./fleet_take.tsx"), act);

/** The parameters of GET /v1/projects that find the same; undefined where the server can't be asked so. */
function serverQuery(terms: readonly Term[]): string | undefined {
  const { parameters, left } = serverFilter(terms);
  const list = address.value.query.list ?? "";
  if (left.length > 0 || (parameters["q"]?.length ?? 0) > 200 || (list !== "" && !isSaved(list))) return undefined;
  return new URLSearchParams(list === "" ? parameters : { ...parameters, list }).toString();
}

interface Saving {
  Dialog: typeof SaveList;
  names: readonly string[];
  query: string | undefined;
}

function useSaving(index: Taken["index"]) {
  const [saving, setSaving] = useState<Saving | undefined>(undefined);
  const save = (rows: readonly number[], query?: string) =>
    take(({ SaveList: Dialog }) => setSaving({ Dialog, names: rows.map((row) => index.columns.full_name[row]!), query }));
  const dialog = saving === undefined ? null : <saving.Dialog names={saving.names} query={saving.query} onClose={() => setSaving(undefined)} />;
  return { save, dialog };
}

/** What is filtered, as a whole. */
export function ExportMenu({ taken, terms, sort, brief }: { taken: Taken; terms: readonly Term[]; sort: string; brief: boolean }) {
  const { save, dialog } = useSaving(taken.index);
  const query = serverQuery(terms);
  const down = sort.startsWith("-");
  const order = new URLSearchParams({ format: "csv", spreadsheet: "true", window: taken.index.window, sort: sort.replace("-", ""), order: down ? "desc" : "asc" });
  const sortable = !["language", "state", "license", "visibility", "archived", "fork", "description", "topics"].includes(sort.replace("-", ""));
  if (!sortable) ["sort", "order"].forEach((key) => order.delete(key));
  const rows = whole(taken.rows.length);
  const call = (more: string) => `/v1/projects?${[query, more].filter((part) => part !== "").join("&")}`;
  const shown = new URLSearchParams(order);
  ["format", "spreadsheet"].forEach((key) => shown.delete(key));
  return (
    <>
      <Menu align="end" name="Export" label={brief ? "⋯" : <>Export <span aria-hidden="true">▾</span></>} items={[
        { label: "CSV of these columns", note: `${rows} projects, as shown, for a spreadsheet`, act: () => take(({ downloadCsv }) => downloadCsv(taken)) },
        query !== undefined && { label: "CSV of everything", note: "all members, from the server, for a spreadsheet", href: call(String(order)), download: true },
        query !== undefined && { label: "API call", note: "the same list, in the reference", href: hrefOf(toView(address.value, "reference", { query: { block: call(String(shown)) } })) },
        { label: "Copy as Markdown", note: `a table of ${rows} projects`, act: () => take(({ copyMarkdown }) => copyMarkdown(taken)) },
        mayWrite() && { label: "Save as a list…", note: "to find it again in the filter", act: () => save(taken.rows, query === "" ? undefined : query) },
      ]} />
      {dialog}
    </>
  );
}

/** The button, and why some were refused, folded: the reasons of many would fill the window. */
function useLookAgain(names: readonly string[]) {
  const [looked, setLooked] = useState<Looked | undefined>(undefined);
  const running = looked !== undefined && looked.asked < looked.of;
  const start = () => {
    setLooked({ asked: 0, of: names.length, refused: new Map() });
    take(({ lookAgainAtAll }) => void lookAgainAtAll(names, setLooked));
  };
  const reasons = [...(looked?.refused ?? [])];
  const button = (
    <>
      <button type="button" class="button" disabled={running} onClick={start}>Look again</button>
      {looked !== undefined && <span class="note">{running ? `asked ${whole(looked.asked)} of ${whole(looked.of)}` : reasons.length === 0 ? "due now" : "asked"}</span>}
    </>
  );
  const refused = reasons.length > 0 && (
    <details class="fleet-refused note tone-warn">
      <summary>{whole(reasons.reduce((sum, [, count]) => sum + count, 0))} refused</summary>
      <ul tabIndex={0} aria-label="Why they were refused">{reasons.map(([code, count]) => <li key={code}>{whole(count)}: {REMEDY[code] ?? code}</li>)}</ul>
    </details>
  );
  return { button, refused };
}

/** What is selected. */
function SelectedBar({ taken, onClear }: { taken: Taken; onClear: () => void }) {
  const { save, dialog } = useSaving(taken.index);
  const names = taken.rows.map((row) => taken.index.columns.full_name[row]!);
  const compared = toView(address.value, "compare", { projects: names.slice(0, COMPARED) });
  const { button, refused } = useLookAgain(names);
  useKeys([
    { key: "c", does: "compare the selected", act: () => go(compared) },
    { key: "Escape", act: onClear },
  ]);
  return (
    <div class="fleet-selected" role="region" aria-label="Selected projects">
      <div class="fleet-acts">
        <strong>{whole(names.length)} selected</strong>
        <a class="button" href={hrefOf(compared)}>{names.length > COMPARED ? `Compare the first ${COMPARED}` : "Compare"}</a>
        <button type="button" class="button" onClick={() => take(({ copyMarkdown }) => copyMarkdown(taken))}>Copy as Markdown</button>
        <button type="button" class="button" onClick={() => take(({ downloadCsv }) => downloadCsv(taken))}>CSV</button>
        {mayWrite() && button}
        {mayWrite() && <button type="button" class="button" onClick={() => save(taken.rows)}>Save list</button>}
        <button type="button" class="menu-plain" onClick={onClear}>Clear</button>
      </div>
      {refused}
      {dialog}
    </div>
  );
}

/** Kept with the entry of the history, as far as it has room there. */
const KEPT_SELECTED = 1_000;

export function useSelected(): [ReadonlySet<string>, (ids: readonly string[], on: boolean) => void, () => void] {
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set(keptInEntry<string[]>("selected") ?? []));
  const put = (next: ReadonlySet<string>) => {
    setSelected(next);
    keepInEntry("selected", [...next].slice(0, KEPT_SELECTED));
  };
  const select = (ids: readonly string[], on: boolean) => {
    const next = new Set(selected);
    for (const id of ids) on ? next.add(id) : next.delete(id);
    put(next);
  };
  return [selected, select, () => put(new Set())];
}

export function Selected({ index, columns, selected, onClear }: { index: Taken["index"]; columns: readonly FleetColumnShape[]; selected: ReadonlySet<string>; onClear: () => void }) {
  if (selected.size === 0) return null;
  const rows = [...selected].map((id) => index.columns.id.indexOf(id)).filter((row) => row >= 0);
  return rows.length === 0 ? null : <SelectedBar taken={{ index, rows, columns }} onClear={onClear} />;
}
