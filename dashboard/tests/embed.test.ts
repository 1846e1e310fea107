// Protects the live chart for frames of other pages: it draws by itself, needs nothing of the reader's browser, leads to
// the project in the whole window, refreshes while it is seen, and says in one sentence what is missing.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { expectAccessible, expectClean, expectNoSidewaysScroll } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

async function on(path: string, act: (page: Page) => Promise<void>, prepare?: (page: Page) => Promise<unknown>): Promise<void> {
  const url = `${world.url}/embed/${path}`;
  const page = await browser.open(prepare === undefined ? url : "about:blank", { width: 320, height: 240 });
  try {
    await prepare?.(page);
    if (prepare !== undefined) await page.goto(url);
    await act(page);
  } finally {
    await page.context().close();
  }
}

const chart = (page: Page) => page.locator(".chart-plane > svg").first();

for (const [kind, theme] of [["stars", "light"], ["commits", "dark"], ["people", "light"], ["lead-time", "dark"]] as const) {
  test(`the chart of ${kind} fits a small frame`, () => on(`demo/beacon/${kind}?range=90d&theme=${theme}`, async (page) => {
    await chart(page).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.dataset["theme"]), theme);
    assert.equal(await page.getByRole("link", { name: "demo/beacon" }).getAttribute("target"), "_top");
    assert.equal(await page.locator("nav").count(), 0);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await expectClean(page);
  }));
}

test("a browser that keeps nothing shows it too, and a session is never asked for", () => {
  const asked: string[] = [];
  return on("demo/orchard/commits", async (page) => {
    await chart(page).waitFor();
    assert.deepEqual(asked.filter((path) => path.startsWith("/v1/")), ["/v1/projects/demo/orchard/activity"]);
  }, async (page) => {
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } });
    });
  });
});

test("it is read again after five minutes", () => {
  let reads = 0;
  return on("demo/orchard/commits", async (page) => {
    await chart(page).waitFor();
    assert.equal(reads, 1);
    await page.clock.fastForward("04:00");
    assert.equal(reads, 1);
    const again = page.waitForRequest(/\/activity/);
    await page.clock.fastForward("01:30");
    await again;
    assert.equal(reads, 2);
  }, async (page) => {
    await page.clock.install();
    page.on("request", (request) => { if (request.url().includes("/activity")) reads += 1; });
  });
});

const SENTENCES: [string, number, RegExp][] = [
  ["demo/nobody/stars", 0, /^demo\/nobody is not followed here\.$/],
  ["demo/orchard/forks", 0, /There is no chart at this address/],
  ["demo/orchard/stars", 401, /only with a key/],
  ["demo/orchard/stars", -1, /can’t be reached/],
];
for (const [path, status, sentence] of SENTENCES) {
  test(`${path} after ${status === 0 ? "the server's own answer" : status} says what is missing`, () => on(path, async (page) => {
    const said = page.locator("p.embed-said");
    await said.filter({ hasText: sentence }).waitFor();
    await expectAccessible(page);
  }, async (page) => {
    if (status === 0) return;
    await page.route("**/v1/**", (route) => status < 0
      ? route.abort()
      : route.fulfill({ status, json: { title: "No", status, code: "unauthorized", detail: "", request_id: "1" } }));
  }));
}

test("an answer that can't be drawn is said in place of an empty frame", () => on("demo/orchard/commits", async (page) => {
  await page.getByRole("heading", { name: "This page could not be drawn" }).waitFor();
  await expectAccessible(page);
  await page.unroute("**/activity?**");
  await page.getByRole("button", { name: "Again" }).click();
  await chart(page).waitFor();
}, (page) => page.route("**/activity?**", (route) => route.fulfill({ json: { data: { start: 1, commits: 1 } } }))));

for (const path of ["/embed", "/EMBED/demo/orchard/stars", "/%65mbed/demo/orchard/stars"]) {
  test(`${path}, which other sites may frame, holds nothing of the dashboard's frame`, async () => {
    const page = await browser.open(world.url + path);
    await page.locator("main.embed").waitFor();
    assert.equal(await page.locator("nav").count(), 0);
    await page.context().close();
  });
}
