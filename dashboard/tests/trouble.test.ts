// Protects what a reader keeps when something fails: the page stays readable, says what is wrong, and recovers by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Route } from "playwright-core";
import { expectAccessible, expectClean, settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

const NETWORK = /Failed to load resource|net::ERR|ERR_|EventSource/;
const PROBLEM = JSON.stringify({ type: "about:blank", title: "The store can't be reached", status: 503, code: "store_io", request_id: "r-of-a-test" });

test("a server that vanishes in mid-use leaves the data, says since when, and is found again", async () => {
  const page = await browser.open(`${world.url}/p/demo/orchard`);
  await settled(page);
  const before = await page.locator("h1").innerText();
  await world.stop();
  await page.getByRole("link", { name: /^Branches/ }).click();
  await page.getByText(/not reached|can't be reached/i).first().waitFor();
  assert.equal(await page.locator("h1").innerText(), before, "the project's head stays");
  await page.goBack();
  await page.getByText("How busy is it?").waitFor();
  await world.restart();
  await page.getByRole("link", { name: /^Branches/ }).click();
  await page.getByRole("row").nth(1).waitFor({ timeout: 40_000 });
  await expectClean(page, { console: NETWORK });
  await page.context().close();
});

test("503 in mid-use: what was there stays, the failed block says so with the id of the request, Again reads it", async () => {
  const page = await browser.open(`${world.url}/p/demo/orchard`);
  await settled(page);
  await page.route("**/v1/projects/**", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: PROBLEM }));
  await page.getByRole("link", { name: /^People/ }).click();
  await page.getByText("The store can't be reached").first().waitFor();
  await page.getByText("r-of-a-test").first().waitFor();
  await expectAccessible(page);
  await page.unroute("**/v1/projects/**");
  await page.getByRole("button", { name: "Again" }).first().click();
  await page.getByRole("row").nth(1).waitFor();
  await expectClean(page, { console: NETWORK });
  await page.context().close();
});

test("offline: the fleet that was read before stays, with its age", async () => {
  const page = await browser.open(`${world.url}/`);
  await settled(page);
  await page.getByText("demo/orchard").first().waitFor();
  await page.context().setOffline(true);
  await page.getByText(/not reached/i).first().waitFor({ timeout: 40_000 });
  await page.getByText("demo/orchard").first().waitFor();
  await page.context().setOffline(false);
  await page.getByText(/not reached/i).first().waitFor({ state: "detached", timeout: 60_000 });
  await page.context().close();
});

test("a first load without the API says what is wrong and what to do", async () => {
  const context = await browser.context();
  await context.route("**/v1/**", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: PROBLEM }));
  const page = await browser.open(`${world.url}/`, { context });
  await page.getByText("The store can't be reached").first().waitFor();
  await page.getByRole("button", { name: "Again" }).first().waitFor();
  await expectAccessible(page);
  await context.close();
});

const answering = (body: string) => (route: Route) => route.fulfill({ status: 200, contentType: "application/json", body });
const READ = /v1\/(?!events|me)/;

for (const body of ["null", '{"data":[', "<h1>Sign in to the network</h1>"]) {
  test(`an answer that can't be read is not called a server that can't be reached: ${body}`, async () => {
    const page = await browser.open(`${world.url}/p/demo/orchard`, { context: await answeringContext(READ, body) });
    await page.getByText("The answer could not be read").first().waitFor();
    assert.equal(await page.getByText(/not reached|can't be reached/i).count(), 0);
    await page.context().close();
  });
}

async function answeringContext(url: RegExp, body: string) {
  const context = await browser.context();
  await context.route(url, answering(body));
  return context;
}

for (const path of ["/", "/p/demo/orchard", "/p/demo/orchard/pulls", "/ops"]) {
  test(`an answer of another shape is said, and not asked for in a loop: ${path}`, async () => {
    const context = await answeringContext(READ, "{}");
    let asked = 0;
    context.on("request", (request) => (asked += READ.test(request.url()) ? 1 : 0));
    const page = await browser.open(world.url + path, { context });
    await page.getByText(/This page could not be drawn|The answer could not be read/).first().waitFor();
    await page.getByRole("button", { name: "Again" }).first().waitFor();
    const before = asked;
    await page.waitForTimeout(2_000);
    assert.ok(asked - before < 20, `${asked - before} requests in 2 s`);
    await expectAccessible(page);
    await context.close();
  });
}

test("a page that could not be drawn is read and drawn again", async () => {
  const context = await browser.context();
  await context.route("**/v1/projects/demo/orchard", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), renamed_from: null } });
  });
  const page = await browser.open(`${world.url}/p/demo/orchard`, { context });
  await page.getByRole("heading", { name: "This page could not be drawn" }).waitFor();
  await context.unroute("**/v1/projects/demo/orchard");
  await page.getByRole("button", { name: "Again" }).click();
  await page.getByText("How busy is it?").waitFor();
  await context.close();
});

test("a name that can't be is one sentence, and nothing is asked about it", async () => {
  const context = await browser.context();
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url()));
  const page = await browser.open(`${world.url}/p/demo/foo%20bar/commits`, { context });
  await page.getByText("is not a name of a repository").waitFor();
  assert.deepEqual(asked.filter((url) => url.includes("/v1/projects")), []);
  await context.close();
});

test("words without blanks and a thousand topics make no page wider", async () => {
  const context = await browser.context({ width: 320 });
  await context.route("**/v1/projects/demo/orchard", async (route) => {
    const response = await route.fetch();
    const topics = ["", "t".repeat(350), ...Array.from({ length: 999 }, (_, place) => `topic${place}`)];
    const more = { description: "x".repeat(350), homepage: `https://example.org/${"y".repeat(300)}`, topics };
    await route.fulfill({ response, json: { ...((await response.json()) as object), ...more } });
  });
  const page = await browser.open(`${world.url}/p/demo/orchard`, { context });
  await page.getByText("and 980 more").waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await context.close();
});

test("a wrong clock of the reader's machine makes nothing late", async () => {
  const context = await browser.context();
  await context.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() + 7_200_000;
  });
  const page = await browser.open(`${world.url}/`, { context });
  await page.getByText("demo/orchard").first().waitFor();
  // Ten seconds later it would be right anyway.
  await page.waitForFunction(() => !/Late \d/.test(document.body.innerText), undefined, { timeout: 3_000 });
  await context.close();
});

test("why many projects were refused is folded, and leaves the rows in sight", async () => {
  const context = await browser.context({ width: 320, height: 640 });
  const codes = ["too_soon", "not_found", "blocked", "gone", "network", "rate_limited", "store_io", "sso_required"];
  await context.route("**/v1/index*", async (route) => {
    const columns = Object.fromEntries(["id", "full_name", "description", "language", "topics", "license", "state", "code", "archived", "fork", "visibility",
      "stars", "stars_d", "forks", "open_issues", "commits", "commits_w", "spark", "people", "people_w", "pulls_open", "merged_w", "lead_p50_s", "branches",
      "last_commit_on", "last_synced_at", "next_sync_at"].map((name) => [name, codes.map((code) => (name === "id" || name === "full_name" ? `demo/${code}` : name === "state" ? "ok" : null))]));
    await route.fulfill({ json: { revision: "1", reset: true, complete: true, synced: 8, total: 8, window: "90d", spark_days: [], columns, removed: [] } });
  });
  await context.route("**/sync", (route) => {
    const code = /demo\/([a-z_]+)\//.exec(route.request().url())![1]!;
    return route.fulfill({ status: 409, contentType: "application/problem+json", json: { title: "No", status: 409, code, request_id: "of-a-test" } });
  });
  const page = await browser.open(world.url, { context });
  for (const code of codes) await page.getByLabel(`Select demo/${code}`).click();
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByText("8 refused").click();
  await page.getByLabel("Why they were refused").getByRole("listitem").nth(7).waitFor({ state: "attached" });
  const bar = (await page.getByRole("region", { name: "Selected projects" }).boundingBox())!;
  assert.ok(bar.height < 640 / 3 + 44, `${bar.height} px of 640`);
  await expectAccessible(page);
  await context.close();
});
