// One batch: how far it is and when it is done, what failed and why, and each of its projects.
import "./batch.css";
import { useState } from "preact/hooks";
import { toView, valueOf, withQuery } from "../lib/address.ts";
import { type Batch, type Ends, isOver, stepOf, withBatch } from "../lib/batch.ts";
import { duration, whole } from "../lib/numbers.ts";
import { visibleText } from "../lib/text.ts";
import { secondsBetween } from "../lib/times.ts";
import { useEvents } from "../data/events.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { api, serverNow, valueOrThrow } from "../data/request.ts";
import { type Resource, useResource } from "../data/resource.ts";
import { BatchActions } from "../parts/batch_actions.tsx";
import { BatchBar, BatchWords } from "../parts/batch_bar.tsx";
import { Block } from "../parts/block.tsx";
import { ErrorNote } from "../parts/error_note.tsx";
import { type Fact, Facts, Failed } from "../parts/facts.tsx";
import { Shapes } from "../parts/loading.tsx";
import { NotFound } from "../parts/not_found.tsx";
import { Past } from "../parts/past.tsx";
import { useThrottled } from "../parts/throttled.ts";
import { useTitle } from "../parts/title.ts";
import { pageOf } from "../parts/list_answer.ts";
import { BatchProgress } from "./batch_progress.tsx";
import { BatchTable, ROW_STATES, type RowState, useBatchRows } from "./batch_table.tsx";

/** The batch, kept true by the events about it. */
function useBatch(id: string, onChange: () => void) {
  const read = useResource(`batch ${id}`, async (signal) =>
    valueOrThrow(await api.GET("/v1/batches/{id}", { params: { path: { id } }, signal })) as Batch);
  const [told, setTold] = useState<Batch>();
  const value = read.value !== undefined && told?.id === id ? withBatch([read.value], told)[0] : read.value;
  const onBatch = (batch: Batch) => {
    setTold(batch);
    onChange();
  };
  useEvents(["batch"], (event) => {
    if (event.topic === "reset" || event.topic === "poll") {
      read.reload();
      return onChange();
    }
    if (event.topic === "batch" && event.data.id === id) onBatch(event.data as Batch);
  });
  return { batch: { ...read, value }, onBatch };
}

/** When its projects ended. */
function useEnds(batch: Batch | undefined): Resource<Ends[]> {
  const interval = batch && stepOf(batch, serverNow().getTime())[0];
  return useResource(batch && `ends ${batch.id} ${interval}`, async (signal) => {
    const params = { path: { id: batch!.id }, query: { interval: interval!, limit: 1_000 } };
    return pageOf<Ends>(valueOrThrow(await api.GET("/v1/batches/{id}/history", { params, signal }))).data;
  });
}

export function View() {
  const { id } = address.value;
  const asked = valueOf(address.value, "state");
  const state: RowState = ROW_STATES.find((each) => each === asked) ?? "all";
  const list = useBatchRows(id, state);
  const soon = useThrottled(() => {
    ends.reload();
    list.refresh();
  }, 3_000);
  const { batch, onBatch } = useBatch(id, soon);
  const ends = useEnds(batch.value);
  const { value, problem } = batch;
  useTitle(value === undefined ? "Batch" : `${visibleText(value.name)} · batch`);
  if (problem?.status === 404) {
    const others = <a href={hrefOf(toView(address.value, "operations"))}>All batches</a>;
    return <NotFound what="There is no such batch"><p>It may be of another server.</p><p>{others}</p></NotFound>;
  }
  // A name may need several lines: it comes together with what stands below it.
  const ready = value !== undefined && (ends.value !== undefined || ends.problem !== undefined);
  return (
    <div class="page-body batch">
      <p class="note"><a href={hrefOf(toView(address.value, "operations"))}>Operations</a> › batch</p>
      <h1><bdi>{ready ? visibleText(value.name) : "Batch"}</bdi></h1>
      {value === undefined && problem !== undefined && <ErrorNote problem={problem} what="the batch" onAgain={batch.reload} />}
      {ready && (
        <>
          <div class="batch-summary">
            <BatchBar batch={value} />
            <div class="batch-foot">
              <BatchWords batch={value} />
              <BatchActions batch={value} onBatch={onBatch} />
            </div>
            <Numbers batch={value} />
          </div>
          <BatchProgress batch={value} ends={ends} />
          <Failures batch={value} />
          <BatchTable batch={value} list={list} state={state} />
        </>
      )}
      {!ready && problem === undefined && <div aria-busy="true"><Shapes height={600} lines={3} /></div>}
    </div>
  );
}

function Numbers({ batch }: { batch: Batch }) {
  const { points, per_hour, progress } = batch;
  const forecast = isOver(batch) || points.forecast === null ? "" : ` of about ${whole(Math.ceil(points.forecast))}`;
  const facts: Fact[] = [
    ["begun", <Past at={batch.created_at} />],
    ["handed out", batch.off_peak ? "in off-peak hours" : "at any hour"],
    ["waiting", whole(progress.pending)],
    ["at work", whole(progress.running)],
    ["done an hour", per_hour === null ? "–" : whole(Math.round(per_hour))],
    ["points", `${whole(Math.ceil(points.spent))}${forecast}`],
  ];
  if (batch.state === "finished") facts.push(["took", duration(secondsBetween(batch.created_at, batch.updated_at))]);
  return <Facts facts={facts} />;
}

function Failures({ batch }: { batch: Batch }) {
  const show = () => go(withQuery(address.value, { state: "failed" }));
  const none = batch.failures.length === 0;
  const button = <button type="button" class="button" onClick={show}>Show these {whole(batch.progress.failed)}</button>;
  return (
    <Block id="failures" title="What failed?" empty={none && "Nothing so far."} controls={none ? undefined : button} menu={{
      definition: "By the code of what went wrong. Retry tries all of them again.",
      call: { path: `/v1/batches/${batch.id}/projects`, query: { state: "failed" } },
    }}>
      <Failed codes={batch.failures} />
    </Block>
  );
}
