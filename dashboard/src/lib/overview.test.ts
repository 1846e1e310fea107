// The words, ranges and sums of a project's page: what is unknown stays unknown, and only equal stretches are compared.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { components } from "../data/api_types.ts";
import {
  ageWords,
  bannerOf,
  blockKey,
  coverageWords,
  editDistance,
  gathered,
  growthFits,
  halfWords,
  hoursOfWeek,
  idleDays,
  isUnread,
  lacksReviews,
  looksQuiet,
  minus,
  previousRange,
  progressWords,
  queriesOf,
  similarNames,
  sumOf,
  syncWords,
  type View,
  waitingWords,
  withoutBots,
} from "./overview.ts";
import { readRange } from "./range.ts";

type Project = components["schemas"]["project"];
const now = new Date("2026-11-27T12:34:56Z");
const DAY_MS = 86_400_000;

function projectWith(status: Partial<Project["status"]>, more: Partial<Project> = {}): Project {
  return {
    commits: 10,
    commits_all: 12,
    archived: false,
    pull_requests: { open: 1, closed: 1, merged: 1, total: 3 },
    status: {
      state: "ok",
      reason: null,
      code: null,
      since: null,
      next_sync_at: null,
      last_synced_at: "2026-11-27T12:00:00Z",
      coverage: { commits: 1, branches: 1, pull_requests: 1 },
      ...status,
    },
    ...more,
  } as Project;
}

test("the stretch before is as long, does not overlap, and ends at the same weekday and hour", () => {
  for (const text of ["7d", "30d", "90d", "1y", "2y", "5y", "2026-03-01..2026-03-17", "2026-01-05..2026-01-05"]) {
    const range = readRange(text, now, "UTC");
    const before = previousRange(range, now)!;
    const end =
      range.until === undefined ? Math.floor(now.getTime() / 3_600_000) * 3_600_000 : Date.parse(range.until) + DAY_MS;
    const endBefore = before.until.includes("T") ? Date.parse(before.until) : Date.parse(before.until) + DAY_MS;
    assert.equal(endBefore - Date.parse(before.since), end - Date.parse(range.since!), text);
    assert.ok(endBefore <= Date.parse(range.since!), `${text}: no overlap`);
    assert.equal((end - endBefore) % (7 * DAY_MS), 0, `${text}: same weekday and hour`);
  }
  assert.equal(previousRange(readRange("all", now, "UTC"), now), undefined);
  // An evening of New York, when it is the next day in UTC.
  const evening = new Date("2026-11-28T02:30:00Z");
  const ofNewYork = previousRange(readRange("7d", evening, "America/New_York"), evening);
  assert.deepEqual(ofNewYork, { since: "2026-11-14", until: "2026-11-21T02:00:00.000Z" }, "one week earlier, not two");
  const week = readRange("7d", now, "UTC");
  assert.equal(Date.parse(week.since!) - Date.parse(previousRange(week, now)!.since), 7 * DAY_MS, "a week is compared with the one before");
});

const view = (range: string, more: Partial<View> = {}): View => ({
  range: readRange(range, now, "UTC"),
  interval: "",
  widthPx: 1200,
  zone: "UTC",
  branch: "",
  bots: true,
  ...more,
});

test("medians get longer buckets than counts, and whoever chooses an interval gets it", () => {
  assert.deepEqual(
    [queriesOf(view("1y"), now).busy.interval, queriesOf(view("1y"), now).slow.interval],
    ["week", "month"],
  );
  assert.deepEqual(
    [queriesOf(view("7d"), now).busy.interval, queriesOf(view("7d"), now).slow.interval],
    ["hour", "day"],
  );
  assert.deepEqual(
    [queriesOf(view("90d"), now).busy.interval, queriesOf(view("90d"), now).slow.interval],
    ["day", "week"],
  );
  const daily = queriesOf(view("1y", { interval: "day" }), now);
  assert.deepEqual([daily.busy.interval, daily.slow.interval], ["day", "day"]);
  assert.equal(queriesOf(view("30d", { interval: "hour" }), now).slow.interval, "day");
  assert.equal(queriesOf(view("30d", { interval: "century" }), now).busy.interval, "day");
});

test("a query has only what differs from what the API does anyway", () => {
  const plain = queriesOf(view("all"), now);
  assert.deepEqual(plain.busy, { interval: "month", tz: "UTC" });
  assert.equal(plain.before, undefined);
  const full = queriesOf(view("30d", { branch: "next", bots: false, zone: "author" }), now);
  assert.deepEqual(full.busy, { since: "2026-10-29", interval: "day", tz: "author", branch: "next", bots: false });
  assert.deepEqual([full.before?.branch, full.before?.bots], ["next", false]);
});

test("another zone or range is another answer only for the blocks that depend on it", () => {
  const one = { since: "2026-01-01", interval: "week", tz: "UTC" } as const;
  for (const block of ["busy", "when", "people", "top", "pulls"] as const) {
    assert.notEqual(blockKey(block, one), blockKey(block, { ...one, tz: "Asia/Kathmandu" }), block);
  }
  for (const block of ["branches", "growth", "releases", "syncs"] as const)
    assert.equal(blockKey(block, one), blockKey(block, { ...one, tz: "author" }), block);
  for (const block of ["branches", "syncs"] as const)
    assert.equal(blockKey(block, one), blockKey(block, { since: "2020-01-01" }), block);
  assert.equal(blockKey("when", one), blockKey("when", { ...one, interval: "day" }));
  assert.notEqual(blockKey("growth", one), blockKey("growth", { ...one, interval: "day" }));
});

test("the history of very many days comes in longer buckets", () => {
  assert.ok(growthFits({ interval: "day" }, 365));
  assert.ok(!growthFits({ interval: "hour" }, 1_826));
  assert.ok(!growthFits({ interval: "day" }, Infinity));
  assert.ok(growthFits({ interval: "week" }, Infinity));
});

test("unknown is not 0", () => {
  assert.equal(minus(3, null), null);
  assert.equal(minus(undefined, 2), null);
  assert.equal(sumOf([1, null, 2]), null);
  assert.deepEqual([sumOf([]), sumOf([1, 2])], [0, 3]);
  assert.deepEqual(withoutBots([5, null, 3], [2, 1, null]), [3, null, null]);
  assert.equal(idleDays(null, now), null);
  assert.equal(coverageWords(null), "–");
  assert.equal(halfWords(null, 4, true), "");
  assert.equal(hoursOfWeek([1], [0], [4])[1], null);
});

test("hours of the week lie where their day and hour say, whatever their order", () => {
  const cells = hoursOfWeek([7, 1, 3], [23, 0, 12], [7, 1, 3]);
  assert.deepEqual([cells[0], cells[60], cells[167], cells.length], [1, 3, 7, 168]);
});

test("sums of neighbours keep the whole, and the last one is a full one", () => {
  const values = Array.from({ length: 53 }, (_, index) => index);
  const sums = gathered(values, 20);
  assert.ok(sums.length <= 20);
  assert.equal(
    sums.reduce((a, b) => a + b),
    values.reduce((a, b) => a + b),
  );
  assert.equal(sums.at(-1), 50 + 51 + 52);
  assert.deepEqual(gathered([1, 2], 40), [1, 2]);
  assert.deepEqual(gathered([], 40), []);
});

test("coverage is 100 % only where nothing is missing", () => {
  assert.equal(coverageWords(1), "100 %");
  assert.equal(coverageWords(0.9999), "99 %");
  assert.equal(coverageWords(0), "0 %");
});

test("a project that is as it should be has no banner; trouble says since when and what is kept", () => {
  assert.equal(bannerOf(projectWith({}), now), undefined);
  assert.equal(bannerOf(projectWith({ state: "syncing" }), now), undefined);
  for (const state of ["no_access", "sso_required", "gone", "blocked", "failing", "waiting_quota"] as const) {
    const banner = bannerOf(
      projectWith({ state, code: "network", reason: "no route", since: "2026-11-20T00:00:00Z" }),
      now,
    )!;
    assert.deepEqual(
      [banner.code, banner.reason, banner.since],
      ["network", "no route", "2026-11-20T00:00:00Z"],
      state,
    );
    assert.match(banner.kept, /12 commits and 3 pull requests/);
  }
  const one = projectWith({ state: "gone" }, { commits_all: 1, pull_requests: { open: 0, closed: 0, merged: 1, total: 1 } });
  assert.match(bannerOf(one, now)!.kept, /1 commit and 1 pull request\.$/);
  const never = projectWith(
    { state: "no_access", code: "not_found", last_synced_at: null },
    { commits: null, commits_all: null },
  );
  assert.equal(bannerOf(never, now)!.kept, "Nothing is stored of it yet.");
  assert.ok(isUnread(never));
  // The server's own trouble leaves the state as it is.
  assert.equal(bannerOf(projectWith({ code: "unauthorized", reason: "the token was refused" }), now)?.tone, "warn");
});

test("late and archived are told apart from trouble", () => {
  const late = bannerOf(projectWith({ next_sync_at: "2026-11-27T10:00:00Z" }), now)!;
  assert.match(late.title, /^Late/);
  assert.equal(late.since, "2026-11-27T10:00:00Z");
  assert.equal(bannerOf(projectWith({ next_sync_at: "2026-11-27T12:30:00Z" }), now), undefined);
  assert.match(bannerOf(projectWith({}, { archived: true }), now)!.title, /^Archived/);
});

test("the phases of a sync say how far they are, where that is known", () => {
  assert.equal(
    progressWords({ phase: "commits", done: 1204, total: 2408, receivedBytes: 1_200_000 }),
    "commits 1,204 of 2,408 (50 %), 1.2 MB",
  );
  assert.equal(progressWords({ phase: "refs", done: 0, total: null, receivedBytes: 0 }), "reading the branches");
  assert.equal(progressWords({ phase: "pulls", done: 7, total: null, receivedBytes: 0 }), "pull requests 7");
  const place = { place: 14, of: 312, about_at: "2026-11-27T12:54:56Z" };
  assert.equal(waitingWords(place, now), "Place 14 of 312, about 20 min");
  assert.equal(waitingWords({ ...place, about_at: null }, now), "Place 14 of 312");
  assert.match(waitingWords(null, now), /^It starts by itself/);
});

test("a sync is told in words", () => {
  const sync = {
    started_at: "",
    seconds: 0.261,
    ok: true,
    code: null,
    message: null,
    new: { commits: 6, branches: 1, pull_requests: 0 },
    requests: { git: 2, rest: 0, graphql: 3 },
    points: { rest: 0, graphql: 1 },
    bytes: 9958,
  } as components["schemas"]["sync"];
  assert.equal(syncWords(sync), "+6 commits, +1 branch; 5 requests, 1 point, 10 kB in 261 ms");
  assert.match(syncWords({ ...sync, new: { commits: 0, branches: 0, pull_requests: 0 } }), /^nothing new; /);
});

test("who carries it, and how old is what waits", () => {
  assert.equal(halfWords(3, 13, true), "Half of the commits come from 3 of 13 people, bots included.");
  assert.equal(halfWords(1, 5, false), "Half of the commits come from one of 5 people.");
  assert.equal(halfWords(1, 1, true), "All commits come from one person.");
  assert.deepEqual(
    [ageWords(0, 86_400), ageWords(86_400, 604_800), ageWords(7_776_000, null)],
    ["< 1 d", "1–7 d", "> 90 d"],
  );
});

test("reviews are missed only where there are pull requests to have them", () => {
  const flow = {
    opened: 3,
    closed: 0,
    merged: 1,
    n: 1,
    lead_p50_s: 1,
    lead_p75_s: 1,
    lead_p95_s: 1,
    first_review_p50_s: null,
    first_review_p75_s: null,
    no_review: 3,
    size_p50: null,
  };
  assert.ok(lacksReviews(flow));
  assert.ok(!lacksReviews({ ...flow, size_p50: 4 }));
  assert.ok(!lacksReviews({ ...flow, opened: 0 }));
  assert.ok(!lacksReviews(null));
});

/** The slow obvious distance: swaps of neighbours count once. */
function slowDistance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const cost = a.at(-1) === b.at(-1) ? 0 : 1;
  const tries = [
    slowDistance(a.slice(0, -1), b) + 1,
    slowDistance(a, b.slice(0, -1)) + 1,
    slowDistance(a.slice(0, -1), b.slice(0, -1)) + cost,
  ];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1))
    tries.push(slowDistance(a.slice(0, -2), b.slice(0, -2)) + 1);
  return Math.min(...tries);
}

test("the distance of two words is that of the slow definition", () => {
  let seed = Number(process.env["CPSG_TEST_SEED"] ?? 7);
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  const word = () => Array.from({ length: random(7) }, () => "abc"[random(3)]!).join("");
  for (let turn = 0; turn < 300; turn++) {
    const [a, b] = [word(), word()];
    assert.equal(editDistance(a, b), slowDistance(a, b), `${a} ${b}`);
  }
});

test("somebody who mistyped finds the project; somebody who asks for another one is left alone", () => {
  const known = ["demo/orchard", "demo/atlas", "acme/graph", "other/graph", "facebook/react"];
  assert.deepEqual(similarNames("demo/orchad", known), ["demo/orchard"]);
  assert.deepEqual(similarNames("Acme/Grpah", known), ["acme/graph"]);
  assert.deepEqual(similarNames("mine/graph", known).sort(), ["acme/graph", "other/graph"]);
  assert.deepEqual(similarNames("torvalds/linux", known), []);
  assert.equal(
    similarNames(
      "x/graph",
      Array.from({ length: 50 }, (_, index) => `o${index}/graph`),
    ).length,
    5,
  );
});

test("a project looks quiet by its last commit on the default branch, whatever was pushed since", () => {
  assert.equal(looksQuiet("2026-10-28", "2026-11-26T08:00:00Z", "2026-10-29"), true);
  assert.equal(looksQuiet("2026-10-29", "2026-11-26T08:00:00Z", "2026-10-29"), false);
  assert.equal(looksQuiet("2026-10-28", null, undefined), false, "of all time there is no such range");
  assert.equal(looksQuiet(undefined, "2026-10-28T23:59:59Z", "2026-10-29"), true);
  assert.equal(looksQuiet(undefined, "2026-11-26T08:00:00Z", "2026-10-29"), false);
  assert.equal(looksQuiet(undefined, null, "2026-10-29"), false, "nobody knows");
});
