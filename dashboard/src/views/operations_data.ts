// What the operations page reads: four answers at first, kept up to date by the events, and the syncs that run, while any
// does.
import { useEffect, useState } from "preact/hooks";
import { type Batch, isOver, withBatch } from "../lib/batch.ts";
import type { Trouble } from "../lib/needs.ts";
import { type Shown, start, type SyncTold, withSync } from "../lib/running.ts";
import { type StreamEvent, useEvents } from "../data/events.ts";
import { api, serverNow, valueOrThrow } from "../data/request.ts";
import { type Resource, useResource } from "../data/resource.ts";
import type { components } from "../data/api_types.ts";
import { pageOf } from "../parts/list_answer.ts";
import { useEvery, useThrottled } from "../parts/throttled.ts";

export type Status = components["schemas"]["status"];
export type StatusHour = components["schemas"]["status_hour"];

export interface Operations {
  status: Resource<Status>;
  history: Resource<StatusHour[]>;
  batches: Resource<Batch[]>;
  troubles: Resource<Trouble[]>;
  /** Whether all four have answered, or failed. */
  ready: boolean;
  syncs: Shown;
  onBatch: (batch: Batch) => void;
}

const BATCHES = 50;
export const HISTORY_HOURS = 24;

function readStatus(signal: AbortSignal): Promise<Status> {
  return api.GET("/v1/status", { signal }).then(valueOrThrow);
}

async function readHistory(signal: AbortSignal): Promise<StatusHour[]> {
  const first = Math.floor(serverNow().getTime() / 3_600_000) - HISTORY_HOURS + 1;
  const since = new Date(first * 3_600_000).toISOString();
  return pageOf<StatusHour>(valueOrThrow(await api.GET("/v1/status/history", { params: { query: { since } }, signal }))).data;
}

async function readBatches(signal: AbortSignal): Promise<Batch[]> {
  return pageOf<Batch>(valueOrThrow(await api.GET("/v1/batches", { params: { query: { limit: BATCHES } }, signal }))).data;
}

async function readTroubles(signal: AbortSignal): Promise<Trouble[]> {
  return (valueOrThrow(await api.GET("/v1/overview", { params: { query: { fields: "troubles" } }, signal })) as { troubles: Trouble[] }).troubles;
}

async function readRunning(signal: AbortSignal): Promise<Shown["running"]> {
  const answer = valueOrThrow(await api.GET("/v1/syncs", { params: { query: { state: "running", limit: 100 } }, signal }));
  return start(pageOf<Parameters<typeof start>[0][number]>(answer).data);
}

const sortedByNeed = (batches: readonly Batch[]) => [...batches].sort((a, b) => Number(isOver(a)) - Number(isOver(b)));

export function useOperations(): Operations {
  const status = useResource("status", readStatus);
  const history = useResource("status history", readHistory);
  const batches = useResource("batches", readBatches);
  const troubles = useResource("troubles", readTroubles);
  const [told, setTold] = useState<Batch[]>([]);
  const [seen, setSeen] = useState<Shown>({ running: [], ended: [] });
  const running = useResource((status.value?.queue?.running ?? 0) > 0 ? "syncs running" : undefined, readRunning);
  useEffect(() => {
    if (running.value !== undefined) setSeen(({ ended }) => ({ running: running.value!, ended }));
  }, [running.value]);

  const isIdle = status.value?.queue?.running === 0;
  useEffect(() => {
    // The end of a sync by another process is told by nothing else.
    if (isIdle) setSeen(({ ended }) => ({ running: [], ended }));
  }, [isIdle, status.readAt]);

  const statusSoon = useThrottled(status.reload, 5_000);
  const troublesSoon = useThrottled(troubles.reload, 10_000);
  const historySoon = useThrottled(history.reload, 15_000);
  useEvery(statusSoon, 30_000);
  useEvery(historySoon, 300_000);
  const onBatch = (batch: Batch) => setTold((before) => withBatch(before, batch));
  useEvents(["project", "sync", "batch", "status"], (event: StreamEvent) => {
    if (event.topic === "batch") return onBatch(event.data as Batch);
    if (event.topic === "sync") {
      setSeen((before) => withSync(before, event.data as SyncTold, serverNow()));
      return historySoon();
    }
    statusSoon();
    if (event.topic === "project" && "state" in event.data && event.data.state === "syncing") return undefined;
    troublesSoon();
    if (event.topic === "project") return undefined;
    batches.reload();
    return running.reload();
  });
  const merged = told.reduce<Batch[] | undefined>((all, batch) => all && withBatch(all, batch), batches.value);
  return {
    status, history, troubles, batches: { ...batches, value: merged && sortedByNeed(merged) }, syncs: seen, onBatch,
    ready: [status, history, batches, troubles].every(({ value, problem }) => value !== undefined || problem !== undefined),
  };
}
