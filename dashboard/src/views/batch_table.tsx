// The projects of a batch in its order, by state; of thousands only those on the screen are in the page.
import type { components } from "../data/api_types.ts";
import { answerOf, type LongList, usePages } from "../data/pages.ts";
import { api } from "../data/request.ts";
import { toProject, withQuery } from "../lib/address.ts";
import type { Batch } from "../lib/batch.ts";
import { duration, whole } from "../lib/numbers.ts";
import { REMEDY, type ShapeName, type Tone } from "../lib/status.ts";
import { visibleText } from "../lib/text.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { Block } from "../parts/block.tsx";
import { Empty } from "../parts/empty.tsx";
import { Changed } from "../parts/list_page.tsx";
import { RowsWindow, useRowKeys } from "../parts/rows_window.tsx";
import { Segmented } from "../parts/select.tsx";
import { Shape } from "../parts/status.tsx";

type BatchProject = components["schemas"]["batch_project"];
export const ROW_STATES = ["pending", "running", "done", "failed"] as const;
export type RowState = (typeof ROW_STATES)[number] | "all";

const STATES: Record<string, { shape: ShapeName; word: string; tone: Tone }> = {
  pending: { shape: "ring", word: "waits", tone: "idle" },
  running: { shape: "half", word: "at work", tone: "ok" },
  done: { shape: "full", word: "done", tone: "ok" },
  failed: { shape: "triangle", word: "failed", tone: "error" },
};
const ROW = 36;
const PAGE = 500;
const HEAD = (
  <>
    <th scope="col">Project</th>
    <th scope="col">State</th>
    <th scope="col" class="batch-why">Why</th>
    <th scope="col" class="number batch-more">Tries</th>
    <th scope="col" class="number batch-more">Took</th>
  </>
);

function projectOf(row: BatchProject | undefined) {
  return row?.full_name == null ? undefined : toProject(address.value, row.full_name);
}

export function useBatchRows(id: string, state: RowState): LongList<BatchProject> {
  return usePages<BatchProject, BatchProject>({
    key: `batch ${id} ${state}`,
    read: async (cursor, signal) => {
      const query = { limit: PAGE, state, ...(cursor === undefined ? {} : { cursor }) };
      const answer = await api.GET("/v1/batches/{id}/projects", { params: { path: { id }, query }, signal });
      return answerOf<BatchProject, BatchProject>(answer, (row) => row);
    },
    itemsOf: (rows) => rows,
    keyOf: (row) => row.full_name ?? undefined,
  });
}

export function BatchTable({ batch, list, state }: { batch: Batch; list: LongList<BatchProject>; state: RowState }) {
  const { progress } = batch;
  const count = list.whole ? list.count : Math.max(list.count, state === "all" ? progress.total : progress[state]);
  const open = (index: number) => {
    const target = projectOf(list.at(index));
    if (target !== undefined) go(target);
  };
  const keys = useRowKeys({ count, onOpen: open });
  const options = [
    { value: "all", label: `All ${whole(progress.total)}` },
    ...ROW_STATES.map((each) => ({ value: each, label: `${STATES[each]!.word} ${whole(progress[each])}` })),
  ];
  const onState = (next: string) => go(withQuery(address.value, { state: next === "all" ? "" : next }), { replace: true });
  return (
    <Block id="projects" title="Which projects?" problem={list.count === 0 ? list.problem : undefined}
      menu={{ call: { path: `/v1/batches/${batch.id}/projects`, query: state === "all" ? {} : { state } } }}>
      <div class="batch-states"><Segmented label="State" value={state} options={options} onChange={onState} /></div>
      <Changed list={list} noun="projects" />
      {count === 0 && <Empty sentence="No project of it is in this state." />}
      {count > 0 && <RowsWindow label="Projects of the batch" count={count} rowHeight={ROW} row={keys} class="batch-table" onWindow={list.show}
        head={HEAD}
        render={(index) => <Cells row={list.at(index)} />} />}
    </Block>
  );
}

function Cells({ row }: { row: BatchProject | undefined }) {
  if (row === undefined) return <td role="cell" colSpan={5}><span class="quiet">…</span></td>;
  const state = STATES[row.state] ?? { shape: "ring" as const, word: row.state, tone: "idle" as const };
  const target = projectOf(row);
  const why = row.code === null ? "" : `${row.code}: ${row.message ?? REMEDY[row.code] ?? ""}`;
  return (
    <>
      <td role="cell">{target === undefined ? <span class="quiet">removed</span> : <a href={hrefOf(target)}><bdi>{row.full_name}</bdi></a>}</td>
      <td role="cell">
        <span class="status">
          <Shape name={state.shape} tone={state.tone} />
          <span class={`batch-word tone-${state.tone}`}>{state.word}</span>
          {row.code !== null && <code class="batch-code">{row.code}</code>}
        </span>
      </td>
      <td role="cell" class="batch-why" title={why}>
        {row.code !== null && <><code>{row.code}</code> <span class="quiet">{visibleText(row.message ?? REMEDY[row.code] ?? "")}</span></>}
      </td>
      <td role="cell" class="number batch-more">{row.released_at === null ? "–" : whole(row.attempts)}</td>
      <td role="cell" class="number batch-more">{row.released_at === null ? "–" : duration(row.seconds)}</td>
    </>
  );
}
