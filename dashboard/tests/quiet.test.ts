// Protects that quiet is one thing: what the overview counts, what its link leads to, and what `idle:` finds are the same
// projects, in a fleet that the browser holds and in one that comes page by page; old addresses lead there too.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, expectClean } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

interface Named {
  full_name: string;
}
interface Overview {
  projects: number;
  went_quiet: { total: number; first: Named[] };
}
const DAY_MS = 86_400_000;
const QUIET_D = 30;
const FORMS = { held: false, "page by page": true };

withWorld();

const read = async <Answer>(path: string) => (await (await fetch(world.url + path)).json()) as Answer;
const dayBefore = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const names = async (page: Page) => (await page.locator(".fleet-name").allInnerTexts()).map((text) => text.replaceAll(/\s/g, ""));

/** With `large` the overview tells of more projects than a browser holds. */
async function open(path: string, large: boolean): Promise<Page> {
  const context = await browser.context();
  if (large) {
    await context.route("**/v1/overview*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as Overview), projects: 30_000 } });
    });
  }
  const asked = large ? context.waitForEvent("request", (request) => request.url().includes("/v1/projects?")) : undefined;
  const page = await browser.open(world.url + path, { context });
  await asked;
  return page;
}

/** The quiet ones as the server finds them, those whose last commit was last first. */
async function quietAtServer(days: number): Promise<string[]> {
  const { data } = await read<{ data: Named[] }>(`/v1/projects?quiet_days=${days}&sort=last_commit_on&order=desc&limit=1000`);
  return data.map(({ full_name }) => full_name);
}

/** The latest day since which some went quiet. */
async function dayWithQuiet(): Promise<{ since: string; expected: string[] }> {
  for (let days = 1; days < 360; days += 1) {
    const { went_quiet } = await read<Overview>(`/v1/overview?first=1000&since=${dayBefore(days)}`);
    if (went_quiet.total > 0) return { since: dayBefore(days), expected: went_quiet.first.map(({ full_name }) => full_name).sort() };
  }
  throw new Error("nothing of the world ever went quiet");
}

for (const [form, large] of Object.entries(FORMS)) {
  test(`what went quiet leads to exactly those counted: a fleet ${form}`, async () => {
    const { since, expected } = await dayWithQuiet();
    const page = await open(`/?since=${since}`, large);
    await page.getByRole("link", { name: `${expected.length} went quiet` }).click();
    await eventually(async () => assert.deepEqual((await names(page)).sort(), expected));
    assert.equal(await page.getByText("not in so large a fleet").count(), 0);
    await page.getByRole("columnheader", { name: "Last commit" }).waitFor();
    await expectClean(page);
    await page.context().close();
  });

  test(`idle finds what the server calls quiet, from old addresses too: a fleet ${form}`, async () => {
    const expected = await quietAtServer(QUIET_D);
    assert.ok(expected.length > 0);
    for (const sort of ["-last_commit_on", "-pushed_at"]) {
      const page = await open(`/?q=idle:%3E%3D${QUIET_D}d&sort=${sort}`, large);
      await eventually(async () => assert.deepEqual(await names(page), expected));
      await page.context().close();
    }
  });
}
