// Protects that the address is the view: reload and Back bring the same page, links can be shared, old names are rewritten.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled } from "./testing/browser.ts";
import { VIEWS } from "./testing/views.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

/** The text of the view without what the clock alone changes. */
async function shown(page: Page): Promise<string> {
  const text = await page.locator("main").innerText();
  return text.replaceAll(/\d+ (s|min|h)( ago)?|just now|now/g, "").replaceAll(/\s+/g, " ");
}

for (const view of VIEWS) {
  test(`reload shows the same: ${view.name}`, async () => {
    const page = await browser.open(world.url + view.path);
    try {
      // The server tidies up after its start, which may change what is shown once.
      await eventually(async () => {
        await settled(page);
        const before = await shown(page);
        await page.reload();
        await settled(page);
        assert.equal(await shown(page), before);
      });
    } finally {
      await page.context().close();
    }
  });
}

test("Back brings the view, its address and its place", async () => {
  const page = await browser.open(`${world.url}/p/demo/atlas/commits`, { height: 600 });
  await settled(page);
  await page.mouse.wheel(0, 900);
  await page.waitForFunction(() => scrollY > 600);
  const [place, url] = [await page.evaluate(() => scrollY), page.url()];
  await page.getByRole("navigation").first().getByRole("link", { name: "Operations" }).click();
  await page.waitForURL("**/ops");
  await settled(page);
  await page.goBack();
  await settled(page);
  assert.equal(page.url(), url);
  await page.waitForFunction((before) => Math.abs(scrollY - before) < 5, place);
  await page.context().close();
});

test("range, zone and bots go along from page to page, and defaults are left out", async () => {
  const page = await browser.open(`${world.url}/p/demo/orchard?range=90d&tz=UTC`);
  await settled(page);
  await page.getByRole("link", { name: /^People/ }).click();
  await page.waitForURL((url) => url.pathname.endsWith("/people"));
  assert.equal(new URL(page.url()).search, "?range=90d&tz=UTC");
  await page.context().close();
});

test("a link as of now has dates and a zone, which mean the same tomorrow", async () => {
  const page = await browser.open(`${world.url}/p/demo/orchard?range=90d`);
  await settled(page);
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.locator("#busy .block-menu > button").first().click();
  await page.getByRole("menuitem", { name: /^Copy link as of now/ }).click();
  const link = await page.getByRole("dialog").locator("textarea").inputValue();
  assert.match(link, /^http.*\/p\/demo\/orchard\?range=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d&tz=Europe\/Berlin$/);
  await page.goto(link);
  await settled(page);
  await page.locator("#busy .block-menu > button").first().click();
  await page.getByRole("menuitem", { name: /^Copy the API call/ }).waitFor();
  assert.equal(await page.getByRole("menuitem", { name: /^Copy link as of now/ }).count(), 0, "it is as of then already");
  await page.context().close();
});

test("names are case-blind, and the address is rewritten to the name's own spelling", async () => {
  const page = await browser.open(`${world.url}/p/Demo/ORCHARD`);
  await settled(page);
  await page.waitForURL("**/p/demo/orchard");
  await page.context().close();
});
