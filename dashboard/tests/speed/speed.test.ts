// Protects against what a reader would notice as slow, with twice the times of the goals, since other tests run beside it.
// The goals themselves are measured by `script/bench browser`, with nothing else running.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, type OpenBrowser } from "../testing/browser.ts";
import { startLargeFleet } from "../testing/large_fleet.ts";
import { type Cpsg, startWorld } from "../testing/programs.ts";
import { type FleetTimes, measureFleet, measureProject, measureZoom } from "../testing/speed.ts";

const RUNS = 5;
let world: Cpsg;
let large: Cpsg;
let browser: OpenBrowser;
before(async () => {
  [world, large, browser] = await Promise.all([startWorld(), startLargeFleet(), openBrowser()]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await Promise.all([world[Symbol.asyncDispose](), large[Symbol.asyncDispose]()]);
});

async function median(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; ++run) times.push(await measure());
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

test("10,000 projects: first paint, usable rows, filter", async () => {
  const runs: FleetTimes[] = [];
  for (let run = 0; run < RUNS; ++run) runs.push(await measureFleet(browser, `${large.url}/`));
  const middle = (name: "firstPaint" | "usable" | "filter" | "heapMb") => runs.map((times) => times[name]).sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
  const times = { firstPaint: middle("firstPaint"), usable: middle("usable"), filter: middle("filter"), heapMb: middle("heapMb") };
  assert.ok(times.firstPaint <= 600 && times.usable <= 1_400 && times.filter <= 100 && times.heapMb <= 80, JSON.stringify(times));
});

test("a project opens, warm", async () => {
  const took = await median(() => measureProject(browser, `${world.url}/`, "demo/orchard"));
  assert.ok(took <= 300, `${took} ms`);
});

test("zooming over five years by hour", async () => {
  const took = await median(() => measureZoom(browser, `${world.url}/p/demo/atlas?range=5y&interval=hour`));
  assert.ok(took <= 100, `${took} ms`);
});
