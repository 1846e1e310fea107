// Protects what one can do without a pointer on every page: the way to the content, the pages, the box that jumps, the
// zone, the range, the menu of a block, the list of keys; and that single letters can be switched off.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, expectAccessible, expectClean, settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

async function opened(path: string): Promise<Page> {
  const page = await browser.open(world.url + path);
  await settled(page);
  return page;
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");

test("the first stop leads to the content, and every stop can be seen", async () => {
  const page = await opened("/ops");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "To the content");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "content");
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const element = document.activeElement!;
      const label = element.closest("label");
      const box = (element.matches(".hidden") && label !== null ? label : element).getBoundingClientRect();
      return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    });
    assert.ok(seen, `stop ${stop}: ${await focused(page)}`);
  }
  await page.context().close();
});

test("g and a letter go from page to page", async () => {
  const page = await opened("/");
  for (const [letter, path] of [["c", "/compare"], ["o", "/ops"], ["a", "/add"], ["r", "/reference"], ["f", "/"]]) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter!);
    await page.waitForURL((url) => url.pathname === path);
  }
  await page.context().close();
});

test("Ctrl+K and k open the box that jumps; a few keys open a project", async () => {
  const page = await opened("/ops");
  for (const key of ["Control+k", "k"]) {
    await page.keyboard.press(key);
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.keyboard.press("k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("orchard");
  await page.getByText("orchard").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/p/demo/orchard");
  await page.context().close();
});

test("z takes the next zone, [ and ] move the range, and the address says so", async () => {
  const page = await opened("/p/demo/atlas");
  const query = () => new URL(page.url()).searchParams;
  for (const zone of ["UTC", "author", null]) {
    await page.keyboard.press("z");
    await page.waitForURL(({ searchParams }) => searchParams.get("tz") === zone);
  }
  await page.keyboard.press("[");
  await page.waitForURL(/range=/);
  const [since = "", until = ""] = query().get("range")?.split("..") ?? [];
  assert.ok(since < until && until < new Date().toISOString().slice(0, 10), `${since} to ${until}`);
  await page.keyboard.press("]");
  await eventually(() => assert.equal(query().get("range"), null, "the range is again that of the view"));
  await page.context().close();
});

test("the point opens the menu of the block with the focus; arrows move, Escape gives the focus back", async () => {
  const page = await opened("/ops");
  await page.locator(".block .block-menu > button").first().focus();
  await page.keyboard.press(".");
  const menu = page.getByRole("menu");
  await menu.waitFor();
  await menu.locator(":focus").waitFor();
  const first = await focused(page);
  await page.keyboard.press("ArrowDown");
  await eventually(async () => assert.notEqual(await focused(page), first));
  await page.keyboard.press("Home");
  await eventually(async () => assert.equal(await focused(page), first));
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  await eventually(async () => assert.match(await focused(page), /definition, API call/));
  await expectClean(page);
  await page.context().close();
});

test("the question mark lists the keys, which wait meanwhile; single letters can be switched off", async () => {
  const page = await opened("/ops");
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.waitFor();
  await expectAccessible(page);
  await page.keyboard.press("z");
  assert.equal(new URL(page.url()).search, "");
  await dialog.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.keyboard.press("z");
  assert.equal(new URL(page.url()).search, "");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.context().close();
});

test("what cannot be copied is shown, selected, to be copied by hand", async () => {
  const page = await opened("/p/demo/atlas");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.locator("#busy .block-menu > button").first().click();
  await page.getByRole("menuitem", { name: /Copy the API call/ }).click();
  const field = page.getByRole("dialog").locator("textarea");
  await field.waitFor();
  assert.match(await field.inputValue(), /^curl 'http/);
  const selected = () => field.evaluate((area: HTMLTextAreaElement) => area.selectionEnd - area.selectionStart);
  await eventually(async () => assert.equal(await selected(), (await field.inputValue()).length));
  await page.context().close();
});

test("the phone's list of pages opens by its button and closes by Escape", async () => {
  const page = await browser.open(`${world.url}/ops`, { width: 320, touch: true });
  await settled(page);
  const button = page.locator(".frame-fold");
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Compare" }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.locator(".frame-fold[aria-expanded=false]").waitFor();
  await page.context().close();
});
