// Prints the times of `script/bench browser` as one JSON object: name -> times in milliseconds, one a run.
//
// usage: node tests/measure.ts RUNS
import { openBrowser } from "./testing/browser.ts";
import { startLargeFleet } from "./testing/large_fleet.ts";
import { startWorld } from "./testing/programs.ts";
import { measureFleet, measureProject, measureZoom } from "./testing/speed.ts";

const runs = Number(process.argv[2] ?? 5);
await using world = await startWorld();
await using large = await startLargeFleet();
await using browser = await openBrowser();
const times: Record<string, number[]> = { firstPaint: [], usable: [], filter: [], longestTask: [], heapMb: [], project: [], zoom: [] };
for (let run = 0; run < runs; ++run) {
  const fleet = await measureFleet(browser, `${large.url}/`);
  for (const [name, time] of Object.entries(fleet)) times[name]!.push(time);
  times["project"]!.push(await measureProject(browser, `${world.url}/`, "demo/orchard"));
  times["zoom"]!.push(await measureZoom(browser, `${world.url}/p/demo/atlas?range=5y&interval=hour`));
}
console.log(JSON.stringify(times));
