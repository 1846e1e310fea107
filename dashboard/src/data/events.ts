// What happens at the server, as it happens: one stream of events for all tabs of a browser (docs/events.md).
//
//   useEvents(["project"], (event) => { if (event.topic !== "project" || !event.data.removed) reload(); }, "acme/graph");
//
// Besides its topics each part is told `reset` and `poll`: something may have happened that no event told of, so what is
// shown should be read again. Nothing is told while the tab is hidden; it gets a `poll` when it is looked at again. With a
// project only its events are told, and all removals: a removal names no more than an id. Where the browser has no Web
// Locks (plain http beyond this machine) each tab gets a `poll` every 10 s instead.
import { effect, signal } from "./signals.ts";
import { useEffect, useRef } from "preact/hooks";
import { type Action, type Input, type Message, newTab, type Passed, step, wakeAt } from "../lib/stream.ts";
import type { components } from "./api_types.ts";
import { mayRead, me } from "./session.ts";

export type Topic = "project" | "sync" | "batch" | "status";

export type ProjectChange =
  | {
    id: string; full_name: string; revision: number; state: string; code: string | null;
    last_synced_at: string | null; next_sync_at: string | null; removed: false;
  }
  | { id: string; removed: true };

export type SyncProgress = { id: string; full_name: string } & (
  | { phase: "ended"; ok: boolean; code: string | null; seconds: number; new: { commits: number; branches: number; pull_requests: number } }
  | {
    phase: "waiting" | "refs" | "commits" | "publishing" | "statistics" | "pulls" | "audit" | "enriching";
    done: number; total: number | null; received_bytes: number;
  }
);

export type StreamEvent =
  | { topic: "project"; data: ProjectChange }
  | { topic: "sync"; data: SyncProgress }
  | { topic: "batch"; data: components["schemas"]["batch"] }
  | { topic: "status" | "reset" | "poll"; data: object };

/** Whether the stream is there, or each tab asks every 10 s, or the server is not heard at present. */
export const streamState = signal<"live" | "polling" | "lost">("live");

interface Listener {
  topics: readonly string[];
  project: string | undefined;
  on: (event: StreamEvent) => void;
}
const listeners = new Set<Listener>();

function wants(listener: Listener, event: StreamEvent): boolean {
  if (event.topic === "reset" || event.topic === "poll") return true;
  if (!listener.topics.includes(event.topic)) return false;
  const name = (event.data as { full_name?: string }).full_name;
  return listener.project === undefined || name === undefined || name.toLowerCase() === listener.project.toLowerCase();
}

export function useEvents(topics: readonly Topic[], on: (event: StreamEvent) => void, project?: string): void {
  const latest = useRef(on);
  latest.current = on;
  const wanted = topics.join();
  useEffect(() => {
    const listener = { topics: wanted.split(","), project, on: (event: StreamEvent) => latest.current(event) };
    listeners.add(listener);
    start();
    return () => void listeners.delete(listener);
  }, [wanted, project]);
}

const LOCK = "cpsg.events";
const locks: LockManager | undefined = "BroadcastChannel" in globalThis ? globalThis.navigator?.locks : undefined;
let tab = newTab(locks !== undefined, Date.now());
let channel: BroadcastChannel | undefined;
let source: EventSource | undefined;
let asking: AbortController | undefined;
let release: (() => void) | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function take(input: Input): void {
  const { tab: next, actions } = step(tab, input, Date.now(), Math.random());
  tab = next;
  streamState.value = tab.role === "polls" ? "polling" : tab.live ? "live" : "lost";
  for (const action of actions) carryOut(action);
  clearTimeout(timer);
  const at = wakeAt(tab);
  if (at !== undefined) timer = setTimeout(take, Math.max(0, at - Date.now()), { kind: "wake" });
}

function carryOut(action: Action): void {
  switch (action.do) {
    case "ask": return hold({});
    case "steal": return hold({ steal: true });
    case "release":
      asking?.abort();
      release?.();
      release = undefined;
      return undefined;
    case "open": return openStream(action.after);
    case "close":
      source?.close();
      source = undefined;
      return undefined;
    case "send": return channel?.postMessage(action.message);
    case "deliver":
      for (const listener of [...listeners]) {
        if (wants(listener, action.event as StreamEvent)) listener.on(action.event as StreamEvent);
      }
  }
}

/** Waits for the lock and keeps it until it is released or taken away. */
function hold(options: LockOptions): void {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  let held = false;
  const kept = () => {
    held = true;
    return new Promise<void>((resolve) => {
      release = resolve;
      take({ kind: "granted" });
    });
  };
  // Stealing and giving up don't go together in one request.
  locks?.request(LOCK, options.steal === true ? options : { signal: mine.signal }, kept).catch(() => {
    if (held) take({ kind: "stolen" });
  });
}

function openStream(after: string): void {
  const mine = new EventSource(`/v1/events${after === "" ? "" : `?last_event_id=${encodeURIComponent(after)}`}`);
  source = mine;
  mine.onopen = () => take({ kind: "opened" });
  // It would come back by itself, but without a growing delay, and not after a refusal.
  mine.onerror = () => {
    mine.close();
    if (source === mine) take({ kind: "failed" });
  };
  for (const topic of ["project", "sync", "batch", "status", "reset"]) {
    mine.addEventListener(topic, ({ lastEventId, data }) => {
      if (source === mine) take({ kind: "event", id: lastEventId, event: { topic, data: JSON.parse(data) } as Passed });
    });
  }
}

let started = false;

function start(): void {
  if (started) return;
  started = true;
  if (locks !== undefined) {
    channel = new BroadcastChannel(LOCK);
    channel.onmessage = ({ data }: MessageEvent<Message>) => take({ kind: "heard", message: data });
  }
  const look = () => take({ kind: document.hidden ? "hidden" : "visible" });
  document.addEventListener("visibilitychange", look);
  document.addEventListener("freeze", () => take({ kind: "frozen" }));
  document.addEventListener("resume", () => take({ kind: "resumed" }));
  addEventListener("pagehide", () => take({ kind: "frozen" }));
  addEventListener("pageshow", ({ persisted }) => persisted && take({ kind: "resumed" }));
  look();
  effect(() => {
    const reader = me.value !== undefined && mayRead() ? `${me.value.key_id ?? ""} ${me.value.access}` : undefined;
    take({ kind: "reader", reader });
  });
}
