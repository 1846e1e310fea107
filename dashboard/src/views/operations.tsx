// Operations: what needs a person, what budget is left, what is being done, how far the batches are.
import "./operations.css";
import { useState } from "preact/hooks";
import { counted, duration, whole } from "../lib/numbers.ts";
import { secondsSince, untilText } from "../lib/times.ts";
import { hrefOf, address } from "../data/location.ts";
import { toView } from "../lib/address.ts";
import type { Resource } from "../data/resource.ts";
import { type Batch, isOver } from "../lib/batch.ts";
import { visibleText } from "../lib/text.ts";
import { mayWrite } from "../data/session.ts";
import { BatchActions } from "../parts/batch_actions.tsx";
import { BatchBar, BatchWords } from "../parts/batch_bar.tsx";
import { Block } from "../parts/block.tsx";
import { type Fact, Facts } from "../parts/facts.tsx";
import { Shapes } from "../parts/loading.tsx";
import { now } from "../parts/now.ts";
import { Past } from "../parts/past.tsx";
import { useTitle } from "../parts/title.ts";
import { zone } from "../parts/zone.ts";
import { Budget } from "./operations_budget.tsx";
import { type Status, useOperations } from "./operations_data.ts";
import { Failures, Now, Server, Webhooks } from "./operations_more.tsx";
import { Needs } from "./operations_needs.tsx";

export function View() {
  useTitle("Operations");
  const operations = useOperations();
  const { status, history, batches, troubles, syncs, onBatch, ready } = operations;
  return (
    <div class="page-body operations">
      <h1>Operations</h1>
      {/* Their heights are not known before: drawn together, nothing moves. */}
      {!ready ? <div aria-busy="true"><Shapes height={600} lines={4} /></div> : (
        <>
          <Needs status={status} troubles={troubles} />
          <Budget status={status} history={history} />
          <Work status={status} />
          <Batches batches={batches} onBatch={onBatch} />
          <div class="operations-more">
            <Failures history={history} />
            <Webhooks history={history} />
            <Server status={status} />
            {/* It grows and shrinks all the time: nothing stands below it. */}
            <Now status={status} syncs={syncs} />
          </div>
        </>
      )}
    </div>
  );
}

function Work({ status }: { status: Resource<Status> }) {
  const { queue, workers, syncs_per_hour, off_peak } = status.value ?? {};
  const facts: Fact[] = queue == null ? [] : [
    ["running", workers == null ? whole(queue.running) : `${whole(workers.busy)} of ${whole(workers.total)}`],
    ["due", whole(queue.due)],
    ["late", queue.late === 0 ? "0" : (
      <span class="tone-warn">{whole(queue.late)} <span class="note">oldest {duration(agoS(queue.oldest_due_at))}</span></span>
    )],
    ["wait for budget", whole(queue.waiting_quota)],
    ["in the last hour", counted(syncs_per_hour, "sync")],
    ["off-peak", offPeakText(off_peak)],
  ];
  return (
    <Block id="work" title="What is being done?" resource={status} height={72} menu={{
      definition: "Due: projects whose next sync has come. Late: due for ten minutes or longer.", call: { path: "/v1/status" }, csv: false,
    }} empty={queue === null && "Shown to those who may see private projects."}>
      <Facts facts={facts} />
    </Block>
  );
}

function agoS(at: string | null): number | null {
  return at === null ? null : secondsSince(at, now.value);
}

function offPeakText(offPeak: Status["off_peak"] | undefined): string {
  if (offPeak === undefined) return "–";
  if (offPeak.changes_at === null) return offPeak.open ? "always" : "never";
  return `${offPeak.open ? "open until" : "opens"} ${untilText(offPeak.changes_at, now.value, zone.value)}`;
}

const OVER_SHOWN = 3;

function Batches({ batches, onBatch }: { batches: Resource<Batch[]>; onBatch: (batch: Batch) => void }) {
  const [all, setAll] = useState(false);
  const list = batches.value ?? [];
  const open = list.filter((batch) => !isOver(batch)).length;
  const shown = all ? list : list.slice(0, open + OVER_SHOWN);
  const add = mayWrite() ? <a href={hrefOf(toView(address.value, "add"))}>Add projects</a> : undefined;
  return (
    <Block id="batches" title="How far are the batches?" resource={batches} height={120} empty={list.length === 0 && "No batch was made yet."}
      action={add} controls={list.length === 0 ? undefined : add} menu={{
        definition: "The end is told at the pace of the last hour in which any was done.",
        call: { path: "/v1/batches" },
      }}>
      <ul class="operations-batches">
        {shown.map((batch) => (
          <li key={batch.id}>
            <p class="operations-batch-name">
              <a href={hrefOf(toView(address.value, "batch", { id: batch.id }))}><bdi>{visibleText(batch.name)}</bdi></a>
              <span class="note">begun <Past at={batch.created_at} /></span>
            </p>
            <BatchBar batch={batch} />
            <div class="batch-foot">
              <BatchWords batch={batch} />
              <BatchActions batch={batch} onBatch={onBatch} />
            </div>
          </li>
        ))}
      </ul>
      {shown.length < list.length && (
        <button type="button" class="button" onClick={() => setAll(true)}>Show {whole(list.length - shown.length)} more</button>
      )}
    </Block>
  );
}
