// Protects the charts: one cursor for all of a page, by pointer, finger and keyboard; tables in their place; a zoom that is
// an address; files that can be taken along; a comparison whose every choice is in its address.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, expectAccessible, expectClean, expectNoSidewaysScroll, type PageOptions, settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

const COMPARISON = "/compare?p=demo/orchard&p=demo/atlas";

withWorld();

async function on(path: string, act: (page: Page) => Promise<void>, options: PageOptions = {}): Promise<void> {
  const page = await browser.open(world.url + path, options);
  try {
    await settled(page);
    await page.locator(".chart-plane > svg").first().waitFor();
    await act(page);
  } finally {
    await page.context().close();
  }
}

const planes = (page: Page) => page.locator(".chart-plane");
const cursors = (page: Page) => page.locator(".chart-cursor");
const spoken = async (page: Page) => (await page.locator(".chart-plane [aria-live=polite]").allInnerTexts()).join("").trim();
/** The focus nowhere, as after opening a page. */
const blur = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

test("arrows move one cursor through all charts, and what it shows is said", () => on(COMPARISON, async (page) => {
  const says = (pattern: RegExp) => eventually(async () => assert.match(await spoken(page), pattern));
  await page.keyboard.press("ArrowLeft");
  await eventually(async () => assert.equal(await cursors(page).count(), await planes(page).count()));
  await planes(page).nth(1).focus();
  await page.keyboard.press("End");
  await says(/^(Week of \d+ )?\w{3} \d{4}: [\d,]+ commits, so far, \d+ of \d+ days$/);
  await page.keyboard.press("ArrowLeft");
  await says(/^(Week of \d+ )?\w{3} \d{4}: [\d,]+ commits$/);
  await page.keyboard.press("Enter");
  await page.locator(".chart-cursor.pinned").nth(1).waitFor({ state: "attached" });
  await page.keyboard.press("Escape");
  await eventually(async () => assert.equal(await cursors(page).count(), 0));
  await expectClean(page);
}));

test("t shows the numbers of one chart, or of all, and keeps the focus", () => on(COMPARISON, async (page) => {
  await planes(page).first().focus();
  await page.keyboard.press("t");
  await eventually(async () => assert.equal(await page.locator(".chart-table").count(), 1));
  await page.waitForFunction(() => document.activeElement?.className === "chart-table");
  await page.keyboard.press("t");
  await page.locator(".chart-table").waitFor({ state: "detached" });
  await blur(page);
  const count = await planes(page).count();
  await page.keyboard.press("t");
  await eventually(async () => assert.equal(await page.locator(".chart-table").count(), count));
  await expectAccessible(page);
}));

test("dragging zooms into the address, 0 goes back, and so does Back", () => on(COMPARISON, async (page) => {
  const box = (await planes(page).first().boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 3 });
  await page.mouse.up();
  await page.waitForURL(/range=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d/);
  const zoomed = page.url();
  await settled(page);
  await page.mouse.move(2, 2);
  await blur(page);
  await page.keyboard.press("0");
  await page.waitForURL((url) => !url.search.includes("range"));
  await page.goBack();
  assert.equal(page.url(), zoomed);
}));

test("the box is beside the cursor and inside of the window, at both edges", () => on(COMPARISON, async (page) => {
  const box = (await planes(page).first().boundingBox())!;
  for (const part of [0.12, 0.5, 0.8]) {
    await page.mouse.move(box.x + box.width * part, box.y + 60);
    await eventually(async () => {
      const shown = (await page.locator(".chart-box").boundingBox())!;
      const x = (await cursors(page).first().boundingBox())!.x;
      assert.ok(Math.abs(x - box.x - box.width * part) < 60, `the cursor is at ${x} px`);
      assert.ok(shown.x > x + 4 || shown.x + shown.width < x - 4, `at ${part}`);
      assert.ok(shown.x >= 0 && shown.x + shown.width <= 1_440);
    });
  }
}));

for (const width of [320, 768, 1440]) {
  test(`every block's menu can be read at ${width} px, wherever its button stands`, () => on("/p/demo/atlas", async (page) => {
    const buttons = page.locator(".block-menu > button:visible, .tile .menu > button:visible");
    assert.ok((await buttons.count()) > 3);
    for (const button of await buttons.all()) {
      await button.click();
      const box = (await page.locator(".menu-box").boundingBox())!;
      assert.ok(box.x >= 0 && box.x + box.width <= width, `from ${box.x} to ${box.x + box.width} px`);
      await page.keyboard.press("Escape");
    }
  }, { width }));
}

test("a finger is shown a strip and no box, in the narrowest window", () => on(COMPARISON, async (page) => {
  const plane = planes(page).first();
  await plane.scrollIntoViewIfNeeded();
  const box = (await plane.boundingBox())!;
  await page.touchscreen.tap(box.x + box.width / 2, box.y + 80);
  await page.locator(".chart-strip.values").first().waitFor();
  assert.equal(await page.locator(".chart-box").count(), 0);
  await expectNoSidewaysScroll(page);
}, { width: 320, touch: true }));

test("larger text and forced colours leave the charts readable", async () => {
  await on(COMPARISON, async (page) => {
    await settled(page);
    const overlapping = await page.evaluate(() => [...document.querySelectorAll(".chart-plane > svg")].flatMap((svg) => {
      const boxes = [...svg.querySelectorAll("text[text-anchor=end]")].map((text) => text.getBoundingClientRect());
      const left = svg.getBoundingClientRect().left;
      return boxes.filter((box, index) => box.left < left - 1 || boxes.some((other, place) =>
        place !== index && Math.abs(other.top + other.height / 2 - box.top - box.height / 2) < box.height * 0.6)).map((box) => box.top);
    }));
    assert.deepEqual(overlapping, []);
  }, { textScale: 2 });
  await on(COMPARISON, async (page) => {
    const [line, ground] = await page.evaluate(() => {
      const path = document.querySelector(".chart-plane > svg path[stroke-width='1'], .chart-plane > svg path")!;
      return [getComputedStyle(path).stroke, getComputedStyle(document.querySelector(".chart-plane")!).backgroundColor];
    });
    assert.notEqual(line, ground);
  }, { forcedColors: true });
});

test("a chart leaves as a picture with its title and date", () => on("/p/demo/orchard", async (page) => {
  await page.locator("#busy .block-controls button").last().click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("as SVG").first().click()]);
  const svg = await readFile((await download.path())!, "utf8");
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^]*<\/svg>$/);
  assert.match(svg, /demo\/orchard[^<]*\d{4}-\d\d-\d\d/);
  assert.doesNotMatch(svg, /var\(|NaN|undefined|<script/);
}));

test("a comparison is its address: projects, reference, axis, scale and values", () => on(COMPARISON, async (page) => {
  await page.getByLabel("Add a project").fill("beac");
  await page.getByRole("option", { name: "demo/beacon" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/p=demo\/beacon$/);
  await page.getByLabel("Make demo/beacon the reference").click();
  await page.waitForURL(/\?p=demo\/beacon&p=demo\/orchard/);
  await page.getByLabel("Remove demo/orchard").click();
  for (const [label, key] of [["by age", "by=age"], ["log", "scale=log"], ["index 100", "per=index"]]) {
    await page.getByText(label!, { exact: true }).click();
    await page.waitForURL((url) => url.search.includes(key!));
  }
  // Until another axis has been read the one before is shown.
  await eventually(async () => {
    await settled(page);
    const before = await page.locator("main").innerText();
    await page.reload();
    await settled(page);
    assert.equal(await page.locator("main").innerText(), before);
  });
}));

test("a project that is not followed is named, and never counted as 0", () => on(`${COMPARISON}&p=demo/nobody`, async (page) => {
  await page.getByText("Not followed: demo/nobody").waitFor();
  const cells = await page.locator(".compare-table tbody tr td:nth-of-type(3)").allInnerTexts();
  assert.ok(cells.length > 5);
  for (const text of cells) assert.match(text, /–/);
  for (const text of cells) assert.doesNotMatch(text, /\d/);
  await expectAccessible(page);
}));
