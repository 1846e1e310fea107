// Protects days on which clocks change: a day of 23, 24½ or 25 hours is one bucket, its hours are all there, and the sums
// of what the page shows are those of the API.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

const CASES = [
  { zone: "Europe/Berlin", from: "2026-10-24", to: "2026-10-26", hours: 24 + 25 + 24 },
  { zone: "Europe/Berlin", from: "2026-03-28", to: "2026-03-30", hours: 24 + 23 + 24 },
  { zone: "Asia/Kathmandu", from: "2026-10-24", to: "2026-10-26", hours: 72 },
  // Its clocks change by half an hour: in April the hour that begins at half past one has thirty minutes.
  { zone: "Australia/Lord_Howe", from: "2026-04-04", to: "2026-04-06", hours: 73 },
  { zone: "Australia/Lord_Howe", from: "2026-10-03", to: "2026-10-05", hours: 72 },
];

async function commitsOf(zone: string, from: string, to: string, interval: string): Promise<number> {
  const query = new URLSearchParams({ tz: zone, since: from, until: to, interval });
  const answer = (await (await fetch(`${world.url}/v1/projects/demo/atlas/activity?${query}`)).json()) as { data: { commits: number }[] };
  return answer.data.reduce((sum, { commits }) => sum + commits, 0);
}

for (const { zone, from, to, hours } of CASES) {
  for (const interval of ["hour", "day"]) {
    test(`${zone} from ${from}, by ${interval}`, async () => {
      const page = await browser.open(`${world.url}/p/demo/atlas?range=${from}..${to}&tz=${zone}&interval=${interval}`);
      try {
        await settled(page);
        const block = page.locator("section", { hasText: "How busy is it?" }).first();
        await block.getByRole("button", { name: "Table" }).first().click();
        const rows = block.locator(".chart-table").first().locator("tbody tr");
        await rows.first().waitFor();
        const cells = await rows.evaluateAll((found) => found.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent))));
        assert.equal(cells.length, interval === "hour" ? hours : 3);
        const shown = cells.flat().reduce((sum, value) => sum + value, 0);
        assert.equal(shown, await commitsOf(zone, from, to, interval));
        assert.ok(shown > 0, "there is something to count");
      } finally {
        await page.context().close();
      }
    });
  }
}
