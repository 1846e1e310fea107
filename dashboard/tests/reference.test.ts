// Protects the reference: a chart's call arrives filled in, values go into the address and into the programs, the call can
// be sent, everything is in the page for the browser's own search, and without the document there is a plain link to it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, expectAccessible, expectClean, expectNoSidewaysScroll, settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

const CALL = "/v1/projects/demo/atlas/activity?interval=week&since=2026-01-01";
const CHOSEN = ".reference-operation.chosen";
const expectValue = (page: Page, name: string, value: string) =>
  eventually(async () => assert.equal(await page.getByLabel(`Value of ${name}`).inputValue(), value));

test("a block's menu opens the reference with its call filled in", async () => {
  const page = await browser.open(`${world.url}/p/demo/atlas`);
  await settled(page);
  await page.locator("#busy .block-menu > button").first().click();
  await page.getByRole("menuitem", { name: /Open in the reference/ }).click();
  await page.locator(CHOSEN).waitFor();
  await expectValue(page, "owner", "demo");
  await expectValue(page, "name", "atlas");
  await page.context().close();
});

test("values stand in the address and the programs, and the call can be sent", async () => {
  const page = await browser.open(`${world.url}/reference?block=${encodeURIComponent(CALL)}`);
  await page.locator(CHOSEN).waitFor();
  await page.locator(`${CHOSEN}#get_activity`).waitFor();
  await expectValue(page, "interval", "week");
  await page.getByLabel("Value of interval").selectOption("month");
  await page.getByLabel("Value of since").fill("2026-02-01");
  await page.waitForURL((url) => /activity\?interval=month&since=2026-02-01#get_activity$/.test(decodeURIComponent(url.href)));
  for (const language of ["curl", "fetch", "Python"]) {
    await page.getByText(language, { exact: true }).click();
    await page.getByLabel(`The call, ${language}`).filter({ hasText: /interval=month&since=2026-02-01/ }).waitFor();
  }
  await page.getByRole("button", { name: "Send" }).click();
  await page.locator(".reference-try [role=status]").filter({ hasText: /^200 · .*ms · .*B · ETag/ }).waitFor();
  await page.locator(".reference-body-text").filter({ hasText: '"data": [' }).waitFor();
  await expectAccessible(page);
  await expectClean(page);
  await page.context().close();
});

test("an address without values says which are missing, and does not send", async () => {
  const page = await browser.open(`${world.url}/reference#get_project`);
  await page.locator(CHOSEN).waitFor();
  await page.getByRole("button", { name: "Send", disabled: true }).waitFor();
  await page.getByText("Needs owner, name").waitFor();
  await page.context().close();
});

test("every operation and every member is in the page, and an operation stays where the address led", async () => {
  const page = await browser.open(`${world.url}/reference#get_status`);
  const api = (await (await fetch(`${world.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const count = Object.values(api.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
  await page.waitForFunction((wanted) => document.querySelectorAll(".reference-answer").length >= wanted, count);
  assert.equal(await page.locator(".reference-operation[id]:not(#errors)").count(), count);
  assert.ok((await page.getByText("null until GitHub told").count()) > 10);
  await eventually(async () => {
    const top = await page.locator("#get_status").evaluate((section) => section.getBoundingClientRect().top);
    assert.ok(top >= 40 && top < 120, `it stands at ${top} px`);
  });
  await page.context().close();
});

test("the filter narrows by path, title and parameter, and Back undoes what was chosen", async () => {
  const page = await browser.open(`${world.url}/reference`);
  await settled(page);
  await page.keyboard.press("/");
  await page.keyboard.type("/v1/releases");
  const links = page.locator(".reference-groups a");
  await page.waitForFunction(() => document.querySelectorAll(".reference-groups a").length === 1);
  await links.first().click();
  await page.waitForURL(/#list_releases_of_several$/);
  await page.locator(`${CHOSEN} h2:focus`).waitFor();
  await page.goBack();
  await page.waitForURL((url) => url.hash === "");
  await page.context().close();
});

test("a phone has a choice of operations and nothing to scroll sideways", async () => {
  const page = await browser.open(`${world.url}/reference?block=${encodeURIComponent(CALL)}`, { width: 320, touch: true, theme: "dark" });
  await page.locator(CHOSEN).waitFor();
  await page.locator(".reference-choice select").selectOption("get_status");
  await page.waitForURL(/#get_status$/);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.context().close();
});

test("without its document there is a plain link to it", async () => {
  const page = await browser.open(`${world.url}/`);
  await settled(page);
  await page.route("**/openapi.json", (route) => route.abort());
  await page.getByRole("link", { name: "Reference" }).click();
  await page.getByText("The reference could not be drawn").waitFor();
  await page.locator('main a[href="/openapi.json"]').first().waitFor();
  await page.unroute("**/openapi.json");
  await page.getByRole("button", { name: "Again" }).click();
  await page.locator(".reference-operation").first().waitFor();
  await page.context().close();
});
