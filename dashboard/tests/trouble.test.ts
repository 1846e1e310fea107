// Protects what a reader keeps when something fails: the page stays readable, says what is wrong, and recovers by itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { expectAccessible, expectClean, openBrowser, type OpenBrowser, settled } from "./testing/browser.ts";
import { type Cpsg, startWorld } from "./testing/programs.ts";

let world: Cpsg;
let browser: OpenBrowser;
before(async () => {
  [world, browser] = await Promise.all([startWorld(), openBrowser()]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

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
