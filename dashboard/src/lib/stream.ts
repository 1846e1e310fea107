// Which tab of a browser holds its one stream of events, and when the stream is opened again: the decisions alone. The
// tab that has the lock "leads": it reads the stream and passes each event on to the others, which wait for the lock.
//
//   let tab = newTab(true, Date.now());
//   const { tab: next, actions } = step(tab, { kind: "granted" }, Date.now(), Math.random());
//
// Whoever calls it carries the actions out, and calls again at `wakeAt(tab)` with { kind: "wake" }.

export interface Passed {
  topic: string;
  data: unknown;
}

export type Message =
  | { kind: "event"; id: string; event: Passed }
  /** The leader says that it is there, and whether the stream is. */
  | { kind: "state"; live: boolean; id: string }
  /** A tab that came later asks for the state. */
  | { kind: "hello" };

export type Input =
  | { kind: "reader"; reader: string | undefined }
  | { kind: "granted" | "stolen" | "opened" | "failed" | "hidden" | "visible" | "frozen" | "resumed" | "wake" }
  | { kind: "event"; id: string; event: Passed }
  | { kind: "heard"; message: Message };

export type Action =
  | { do: "ask" | "steal" | "release" | "close" }
  | { do: "open"; after: string }
  | { do: "send"; message: Message }
  | { do: "deliver"; event: Passed };

export interface Tab {
  /** Who reads; undefined while nobody may. */
  reader: string | undefined;
  role: "outside" | "waits" | "leads" | "polls";
  link: "closed" | "opening" | "open" | "broken";
  /** Whether the browser's stream is there, as far as this tab knows. */
  live: boolean;
  attempt: number;
  /** When the leader opens the stream again, or a tab without locks polls again. */
  nextAt: number;
  /** When the leader was heard last, or spoke last. */
  heardAt: number;
  lastId: string;
  /** Events may have come that no stream brought: since one failed, or was another tab's. */
  gap: boolean;
  hidden: boolean;
  /** Something happened while nobody looked. */
  missed: boolean;
  /** Without Web Locks no tab can know that it is alone. */
  locks: boolean;
}

export const POLL_MS = 10_000;
const SAY_MS = 20_000;
/** A hidden leader's timers may run once a minute only. */
export const SILENCE_MS = 150_000;
const BACKOFF_MS = 30_000;
const HIDDEN_ATTEMPTS = 3;
const POLL: Passed = { topic: "poll", data: {} };

export function newTab(locks: boolean, now: number): Tab {
  return {
    reader: undefined, role: "outside", link: "closed", live: true, attempt: 0, nextAt: 0, heardAt: now, lastId: "",
    gap: false, hidden: false, missed: false, locks,
  };
}

/** When there is something to do without an input; undefined for never. */
export function wakeAt(tab: Tab): number | undefined {
  if (tab.role === "polls") return tab.hidden ? undefined : tab.nextAt;
  if (tab.role === "waits") return tab.hidden ? undefined : tab.heardAt + SILENCE_MS;
  if (tab.role === "leads") return tab.link === "broken" ? Math.min(tab.nextAt, tab.heardAt + SAY_MS) : tab.heardAt + SAY_MS;
  return undefined;
}

export function step(before: Tab, input: Input, now: number, random: number): { tab: Tab; actions: Action[] } {
  const tab = { ...before };
  const actions: Action[] = [];
  react(tab, input, now, random, actions);
  return { tab, actions };
}

function react(tab: Tab, input: Input, now: number, random: number, actions: Action[]): void {
  switch (input.kind) {
    case "reader": return readAs(tab, input.reader, now, actions);
    case "granted": return lead(tab, now, actions);
    case "stolen":
    case "frozen": return leave(tab, input.kind === "stolen", now, actions);
    case "resumed": return comeBack(tab, now, actions);
    case "opened":
      // Without an id to go on from, events between two streams are lost.
      if (tab.gap && tab.lastId === "") pass(tab, { topic: "reset", data: {} }, actions);
      Object.assign(tab, { link: "open", attempt: 0, gap: false });
      return say(tab, true, now, actions);
    case "failed": return fail(tab, now, random, actions);
    case "event":
      tab.lastId = input.id;
      return pass(tab, input.event, actions);
    case "heard": return hear(tab, input.message, now, actions);
    case "hidden":
      tab.hidden = true;
      return undefined;
    case "visible": return show(tab, now, actions);
    case "wake": return wake(tab, now, actions);
  }
}

function readAs(tab: Tab, reader: string | undefined, now: number, actions: Action[]): void {
  if (reader === tab.reader) return;
  const first = tab.reader === undefined;
  tab.reader = reader;
  if (reader === undefined) {
    if (tab.role === "leads") actions.push({ do: "close" });
    actions.push({ do: "release" });
    Object.assign(tab, { role: "outside", link: "closed" });
  } else if (first) {
    comeIn(tab, now, actions);
  } else if (tab.role === "leads") {
    // Another reader may see other projects: the stream begins anew.
    tab.lastId = "";
    actions.push({ do: "close" });
    open(tab, actions);
  }
}

function comeIn(tab: Tab, now: number, actions: Action[]): void {
  tab.heardAt = now;
  if (tab.locks) {
    tab.role = "waits";
    actions.push({ do: "ask" }, { do: "send", message: { kind: "hello" } });
  } else {
    Object.assign(tab, { role: "polls", nextAt: now + POLL_MS });
  }
}

function lead(tab: Tab, now: number, actions: Action[]): void {
  if (tab.reader === undefined) return void actions.push({ do: "release" });
  Object.assign(tab, { role: "leads", attempt: 0, heardAt: now });
  open(tab, actions);
}

function open(tab: Tab, actions: Action[]): void {
  tab.link = "opening";
  actions.push({ do: "open", after: tab.lastId });
}

/** The lock is gone, or goes: a tab that the browser freezes can't pass anything on. */
function leave(tab: Tab, stolen: boolean, now: number, actions: Action[]): void {
  if (tab.role === "leads") actions.push({ do: "close" });
  if (tab.role === "leads" || tab.role === "waits") actions.push({ do: "release" });
  Object.assign(tab, { role: "outside", link: "closed", missed: true, gap: true });
  if (stolen && tab.reader !== undefined) comeIn(tab, now, actions);
}

function comeBack(tab: Tab, now: number, actions: Action[]): void {
  if (tab.reader === undefined || tab.role !== "outside") return;
  if (tab.hidden) comeIn(tab, now, actions);
  else show(tab, now, actions);
}

function fail(tab: Tab, now: number, random: number, actions: Action[]): void {
  if (tab.role !== "leads") return;
  Object.assign(tab, { link: "broken", gap: true });
  tab.nextAt = now + Math.min(BACKOFF_MS, 1_000 * 2 ** tab.attempt) * (0.5 + random / 2);
  tab.attempt += 1;
  say(tab, false, now, actions);
  // The server may refuse streams alone: what it has is then asked for at each attempt.
  if (tab.attempt > 1) pass(tab, POLL, actions);
  // A tab that is looked at may try on; where there is none, nobody waits for it.
  if (tab.hidden && tab.attempt >= HIDDEN_ATTEMPTS) leave(tab, false, now, actions);
}

function say(tab: Tab, live: boolean, now: number, actions: Action[]): void {
  Object.assign(tab, { live, heardAt: now });
  actions.push({ do: "send", message: { kind: "state", live, id: tab.lastId } });
}

function pass(tab: Tab, event: Passed, actions: Action[]): void {
  actions.push({ do: "send", message: { kind: "event", id: tab.lastId, event } });
  deliver(tab, event, actions);
}

function deliver(tab: Tab, event: Passed, actions: Action[]): void {
  if (tab.hidden) tab.missed = true;
  else actions.push({ do: "deliver", event });
}

function hear(tab: Tab, message: Message, now: number, actions: Action[]): void {
  if (message.kind === "hello") {
    if (tab.role === "leads") say(tab, tab.link !== "broken", now, actions);
    return;
  }
  if (tab.role !== "waits") return;
  Object.assign(tab, { heardAt: now, gap: true });
  if (message.id !== "") tab.lastId = message.id;
  if (message.kind === "state") tab.live = message.live;
  else deliver(tab, message.event, actions);
}

function show(tab: Tab, now: number, actions: Action[]): void {
  tab.hidden = false;
  if (tab.role === "outside" && tab.reader !== undefined) comeIn(tab, now, actions);
  if (tab.role === "waits") tab.heardAt = Math.max(tab.heardAt, now - SILENCE_MS / 2);
  if (tab.role === "polls") tab.nextAt = now + POLL_MS;
  if (!tab.missed && tab.role !== "polls") return;
  tab.missed = false;
  actions.push({ do: "deliver", event: POLL });
}

function wake(tab: Tab, now: number, actions: Action[]): void {
  if (now < (wakeAt(tab) ?? Number.POSITIVE_INFINITY)) return;
  if (tab.role === "polls") {
    tab.nextAt = now + POLL_MS;
    actions.push({ do: "deliver", event: POLL });
  } else if (tab.role === "waits") {
    Object.assign(tab, { heardAt: now, gap: true });
    actions.push({ do: "steal" });
  } else if (tab.link === "broken" && now >= tab.nextAt) {
    open(tab, actions);
  } else {
    say(tab, tab.link !== "broken", now, actions);
  }
}
