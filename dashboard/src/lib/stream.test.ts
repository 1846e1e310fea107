// Protects that a browser has one stream however many tabs it has, that another tab takes over when the one that held it
// ends, freezes or falls silent, that no change is missed unnoticed, and that a refusing server is not pressed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Action, type Input, newTab, POLL_MS, SILENCE_MS, step, type Tab, wakeAt } from "./stream.ts";

const CHANGE = { topic: "project", data: { id: "p1" } };

/** Some tabs of one browser with a clock of their own: locks, messages and timers as browsers have them. */
class Browser {
  now = 1_000_000;
  tabs = new Map<string, Tab>();
  told: string[] = [];
  /** Whoever asked first has the lock. */
  queue: string[] = [];
  holder: string | undefined;
  streams = new Set<string>();
  openedAfter: string[] = [];
  private readonly locks: boolean;

  constructor(locks = true) {
    this.locks = locks;
  }

  open(name: string): void {
    this.tabs.set(name, newTab(this.locks, this.now));
    this.give(name, { kind: "reader", reader: "everybody" });
  }

  /** The browser frees what a closed tab held. */
  close(name: string): void {
    this.tabs.delete(name);
    this.streams.delete(name);
    this.queue = this.queue.filter((each) => each !== name);
    if (this.holder === name) this.holder = undefined;
    this.grant();
  }

  give(name: string, input: Input, random = 0.5): void {
    const before = this.tabs.get(name);
    if (before === undefined) return;
    const { tab, actions } = step(before, input, this.now, random);
    this.tabs.set(name, tab);
    for (const action of actions) this.carryOut(name, action);
  }

  grant(): void {
    if (this.holder !== undefined) return;
    const next = this.queue.shift();
    if (next === undefined) return;
    this.holder = next;
    this.give(next, { kind: "granted" });
  }

  private carryOut(name: string, action: Action): void {
    if (action.do === "ask") {
      this.queue.push(name);
      this.grant();
    } else if (action.do === "steal") {
      const before = this.holder;
      this.queue = this.queue.filter((each) => each !== name);
      this.holder = name;
      if (before !== undefined) this.give(before, { kind: "stolen" });
      this.give(name, { kind: "granted" });
    } else if (action.do === "release") {
      this.queue = this.queue.filter((each) => each !== name);
      if (this.holder === name) this.holder = undefined;
      this.grant();
    } else if (action.do === "open") {
      this.streams.add(name);
      this.openedAfter.push(action.after);
    } else if (action.do === "close") {
      this.streams.delete(name);
    } else if (action.do === "send") {
      for (const other of this.tabs.keys()) if (other !== name) this.give(other, { kind: "heard", message: action.message });
    } else if (action.do === "deliver") {
      this.told.push(`${name} ${action.event.topic}`);
    }
  }

  /** The clock goes on, and wakes whoever wants to be woken. */
  pass(ms: number, awake: (name: string) => boolean = () => true): void {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.tabs].filter(([name]) => awake(name)).map(([name, tab]) => ({ name, at: wakeAt(tab) ?? Infinity }))
        .sort((a, b) => a.at - b.at)[0];
      if (due === undefined || due.at > end) break;
      this.now = Math.max(this.now, due.at);
      this.give(due.name, { kind: "wake" });
    }
    this.now = end;
  }
}

test("seven tabs hold one stream, and each is told of a change once", () => {
  const browser = new Browser();
  for (let tab = 1; tab <= 7; ++tab) browser.open(`t${tab}`);
  assert.deepEqual([...browser.streams], ["t1"]);
  browser.give("t1", { kind: "opened" });
  browser.give("t1", { kind: "event", id: "e1", event: CHANGE });
  assert.deepEqual(browser.told.sort(), [1, 2, 3, 4, 5, 6, 7].map((tab) => `t${tab} project`));
});

test("a closed leader hands over, from the event that was last", () => {
  const browser = new Browser();
  ["a", "b", "c"].forEach((name) => browser.open(name));
  browser.give("a", { kind: "opened" });
  browser.give("a", { kind: "event", id: "e7", event: CHANGE });
  browser.close("a");
  assert.deepEqual([...browser.streams], ["b"]);
  assert.equal(browser.openedAfter.at(-1), "e7");
});

test("a frozen leader lets go, waits in line afterwards, and reads again what it missed", () => {
  const browser = new Browser();
  ["a", "b"].forEach((name) => browser.open(name));
  browser.give("a", { kind: "opened" });
  browser.give("a", { kind: "frozen" });
  assert.deepEqual([...browser.streams], ["b"]);
  browser.told = [];
  browser.give("a", { kind: "resumed" });
  assert.deepEqual(browser.told, ["a poll"]);
  browser.close("b");
  assert.deepEqual([...browser.streams], ["a"]);
});

test("a leader that says nothing for minutes loses the lock to a tab that is looked at", () => {
  const browser = new Browser();
  ["a", "b", "c"].forEach((name) => browser.open(name));
  browser.give("a", { kind: "opened" });
  browser.give("c", { kind: "hidden" });
  browser.pass(SILENCE_MS - 1, (name) => name !== "a");
  assert.deepEqual([...browser.streams], ["a"]);
  browser.pass(2, (name) => name !== "a");
  assert.deepEqual([...browser.streams], ["b"]);
  assert.equal(browser.tabs.get("a")!.role, "waits");
});

test("a leader that is there keeps the stream for hours without an event", () => {
  const browser = new Browser();
  ["a", "b"].forEach((name) => browser.open(name));
  browser.give("a", { kind: "opened" });
  browser.pass(4 * 3_600_000);
  assert.deepEqual([...browser.streams], ["a"]);
  assert.deepEqual(browser.told, []);
});

test("a hidden tab is told nothing, and gets one poll when it is looked at again; a hidden leader goes on", () => {
  const browser = new Browser();
  ["a", "b"].forEach((name) => browser.open(name));
  browser.give("a", { kind: "opened" });
  browser.give("a", { kind: "hidden" });
  browser.give("a", { kind: "event", id: "e1", event: CHANGE });
  browser.give("a", { kind: "event", id: "e2", event: CHANGE });
  assert.deepEqual(browser.told, ["b project", "b project"]);
  browser.told = [];
  browser.give("a", { kind: "visible" });
  browser.give("a", { kind: "visible" });
  assert.deepEqual(browser.told, ["a poll"]);
});

test("a broken stream comes back after 0.5 to 1 s, then later and later, never after more than 30 s", () => {
  for (const random of [0, 1]) {
    const browser = new Browser();
    browser.open("a");
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; ++attempt) {
      browser.give("a", { kind: "failed" }, random);
      assert.equal(browser.tabs.get("a")!.live, false);
      const from = browser.now;
      const opened = browser.openedAfter.length;
      while (browser.openedAfter.length === opened) browser.pass(100);
      waits.push(browser.now - from);
    }
    const factor = 0.5 + random / 2;
    for (const [attempt, wait] of waits.entries()) {
      const wanted = Math.min(30_000, 1_000 * 2 ** attempt) * factor;
      assert.ok(wait >= wanted && wait <= wanted + 100, `attempt ${attempt}: ${wait} ms`);
    }
    browser.give("a", { kind: "opened" });
    assert.equal(browser.tabs.get("a")!.attempt, 0);
  }
});

test("where the server refuses streams alone, all that are looked at ask at each attempt", () => {
  const browser = new Browser();
  ["a", "b"].forEach((name) => browser.open(name));
  browser.give("a", { kind: "failed" });
  assert.deepEqual(browser.told, []);
  browser.give("a", { kind: "failed" });
  assert.deepEqual(browser.told.sort(), ["a poll", "b poll"]);
});

test("a stream that comes back without an event to go on from tells of a gap", () => {
  const browser = new Browser();
  browser.open("a");
  browser.give("a", { kind: "opened" });
  browser.give("a", { kind: "failed" });
  browser.give("a", { kind: "opened" });
  assert.deepEqual(browser.told, ["a reset"]);
});

test("a tab that takes over without an event to go on from tells of a gap; the first of a browser does not", () => {
  const browser = new Browser();
  browser.open("a");
  browser.give("a", { kind: "opened" });
  browser.open("b");
  assert.deepEqual(browser.told, []);
  browser.close("a");
  browser.give("b", { kind: "opened" });
  assert.deepEqual(browser.told, ["b reset"]);
});

test("a hidden leader without a stream gives up after three attempts, until it is looked at", () => {
  const browser = new Browser();
  browser.open("a");
  browser.give("a", { kind: "hidden" });
  for (let attempt = 0; attempt < 3; ++attempt) {
    assert.equal(browser.holder, "a");
    browser.give("a", { kind: "failed" });
    browser.pass(60_000);
  }
  assert.equal(browser.holder, undefined);
  assert.equal(browser.streams.size, 0);
  assert.equal(wakeAt(browser.tabs.get("a")!), undefined);
  browser.give("a", { kind: "visible" });
  assert.deepEqual([...browser.streams], ["a"]);
  assert.deepEqual(browser.told, ["a poll"]);
});

test("what a hidden leader gives up goes to the tab that is looked at, which tries on", () => {
  const browser = new Browser();
  ["a", "b"].forEach((name) => browser.open(name));
  browser.give("a", { kind: "hidden" });
  for (let attempt = 0; attempt < 3; ++attempt) browser.give("a", { kind: "failed" });
  for (let attempt = 0; attempt < 9; ++attempt) browser.give("b", { kind: "failed" });
  assert.equal(browser.holder, "b");
});

test("without locks each tab polls every ten seconds, but not while it is hidden", () => {
  const browser = new Browser(false);
  browser.open("a");
  browser.pass(3 * POLL_MS);
  assert.equal(browser.told.length, 3);
  assert.equal(browser.streams.size, 0);
  browser.give("a", { kind: "hidden" });
  browser.pass(10 * POLL_MS);
  assert.equal(browser.told.length, 3);
  browser.give("a", { kind: "visible" });
  assert.equal(browser.told.length, 4);
});

test("nobody who may not read has a stream; another reader's begins anew", () => {
  const browser = new Browser();
  browser.open("a");
  browser.give("a", { kind: "event", id: "e1", event: CHANGE });
  browser.give("a", { kind: "reader", reader: "key k1" });
  assert.deepEqual(browser.openedAfter, ["", ""]);
  browser.give("a", { kind: "reader", reader: undefined });
  assert.equal(browser.streams.size, 0);
  assert.equal(browser.holder, undefined);
  assert.equal(wakeAt(browser.tabs.get("a")!), undefined);
});

test("whatever tabs do, there is at most one stream, and one as soon as a tab can hold it", () => {
  const seed = Number(process.env["CPSG_TEST_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  let state = seed;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const browser = new Browser();
  let next = 0;
  for (let turn = 0; turn < 3_000; ++turn) {
    const names = [...browser.tabs.keys()];
    const name = names[Math.floor(random() * names.length)];
    const act = Math.floor(random() * 8);
    if (name === undefined || (act === 0 && names.length < 9)) browser.open(`t${next++}`);
    else if (act === 1) browser.close(name);
    else if (act === 2) browser.give(name, { kind: "frozen" });
    else if (act === 3) browser.give(name, { kind: "resumed" });
    else if (act === 4) browser.give(name, { kind: random() < 0.5 ? "hidden" : "visible" });
    else if (act === 5 && browser.holder !== undefined) browser.give(browser.holder, { kind: random() < 0.5 ? "opened" : "failed" }, random());
    else if (act === 6 && browser.holder !== undefined) browser.give(browser.holder, { kind: "event", id: `e${turn}`, event: CHANGE });
    else browser.pass(random() * 60_000);
    assert.ok(browser.streams.size <= 1, `seed ${seed}, turn ${turn}`);
    const able = [...browser.tabs.values()].some(({ role }) => role === "waits" || role === "leads");
    assert.equal(browser.streams.size === 1, able, `seed ${seed}, turn ${turn}`);
  }
});
