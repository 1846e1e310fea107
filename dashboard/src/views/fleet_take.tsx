// What a reader takes away from the fleet, or does with chosen projects: loaded when it is first wanted.
import { useState } from "preact/hooks";
import { deleteList, saveList } from "../data/lists.ts";
import { address, go } from "../data/location.ts";
import { api, asProblem, type Problem, serverNow, valueOrThrow } from "../data/request.ts";
import { withQuery } from "../lib/address.ts";
import { type Cell, csvOf, markdownOf, markdownText } from "../lib/fleet_text.ts";
import { type FleetIndex, ownerOf } from "../lib/fleet_rows.ts";
import { counted } from "../lib/numbers.ts";
import { dayText } from "../lib/times.ts";
import { announce } from "../parts/announce.tsx";
import { save } from "../parts/block_menu.tsx";
import { copyText } from "../parts/copy.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { offerUndo } from "../parts/undo.tsx";
import { ErrorNote } from "../parts/error_note.tsx";
import type { FleetColumnShape } from "./fleet_columns.tsx";

export interface Taken {
  index: FleetIndex;
  rows: readonly number[];
  columns: readonly FleetColumnShape[];
}

export function downloadCsv({ index, rows, columns }: Taken): void {
  const ids = ["full_name", ...columns.map(({ id }) => id)] as const;
  const values = rows.map((row) => ids.map((id) => (index.columns[id][row] ?? null) as Cell));
  save(new Blob([csvOf(ids, values)], { type: "text/csv" }), `projects-${dayText(serverNow())}.csv`);
}

export function copyMarkdown({ index, rows, columns }: Taken): void {
  const heads = [{ title: "Project", number: false }, ...columns];
  const lines = rows.map((row) => [index.columns.full_name[row]!, ...columns.map((column) => column.text(index, row))].map(markdownText));
  const note = `_${index.window} up to ${dayText(serverNow())}_\n`;
  void copyText(`${markdownOf(heads, lines)}\n${note}`, `Table of ${counted(rows.length, "project")}`);
}

export interface Looked {
  asked: number;
  of: number;
  refused: ReadonlyMap<string, number>;
}

/** Asks for a sync of each; at most four requests are under way at once. */
export async function lookAgainAtAll(names: readonly string[], onStep: (looked: Looked) => void): Promise<void> {
  const refused = new Map<string, number>();
  let asked = 0;
  const waiting = [...names];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const owner = ownerOf(name);
      const path = { owner, name: name.slice(owner.length + 1) };
      await api.POST("/v1/projects/{owner}/{name}/sync", { params: { path }, body: { audit: false } }).then(valueOrThrow).catch((error: unknown) => {
        const code = asProblem(error)?.code ?? "unreachable";
        refused.set(code, (refused.get(code) ?? 0) + 1);
      });
      asked += 1;
      onStep({ asked, of: names.length, refused: new Map(refused) });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  announce(`${names.length - [...refused.values()].reduce((sum, count) => sum + count, 0)} of ${names.length} projects are due now`);
}

const NAME_MAX_BYTES = 100;

/** `query`, of GET /v1/projects, where the list is to find its projects at any time. */
export function SaveList({ names, query, onClose }: { names: readonly string[]; query: string | undefined; onClose: () => void }) {
  const [name, setName] = useState("");
  const [finds, setFinds] = useState(query !== undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const tooLong = new TextEncoder().encode(name).length > NAME_MAX_BYTES;
  const save = (event: Event) => {
    event.preventDefault();
    saveList(name.trim(), finds && query !== undefined ? { query } : { projects: [...names] }).then(() => {
      onClose();
      announce(`Saved as ${name.trim()}`);
      go(withQuery(address.value, { list: name.trim(), q: "", owner: "", state: "", lang: "", topic: "", arch: "" }));
    }, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <Dialog title="Save a list" open onClose={onClose}>
      <form class="fleet-save" onSubmit={save}>
        <label>Name <input class="field" required autofocus value={name} onInput={(event) => setName(event.currentTarget.value)} /></label>
        {query !== undefined && (
          <label><input type="checkbox" checked={finds} onChange={(event) => setFinds(event.currentTarget.checked)} /> whatever this filter finds at any time</label>
        )}
        <p class="note">
          {finds && query !== undefined ? "The list follows the filter." : `It holds ${counted(names.length, "project")}.`} Everybody who may read here can see it; a list of the same name is replaced.
        </p>
        {tooLong && <p class="tone-error">At most {NAME_MAX_BYTES} bytes.</p>}
        {problem !== undefined && <ErrorNote problem={problem} what="saving the list" />}
        <p><button class="button main" disabled={tooLong || name.trim() === ""}>Save</button></p>
      </form>
    </Dialog>
  );
}

export function removeList(name: string): void {
  const show = (list: string) => go(withQuery(address.value, { list }));
  deleteList(name).then((content) => {
    show("");
    offerUndo(`List ${name} deleted`, () => saveList(name, content).then(() => show(name)));
  }, (error: unknown) => announce(`Not deleted: ${asProblem(error)?.message ?? ""}`));
}
