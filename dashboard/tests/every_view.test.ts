// Protects what holds for every page and state: axe finds nothing, the console stays empty, the policy of content is kept,
// nobody else is asked, nothing moves by itself, and the page fits its window.
//
// Short: each view at one width and theme, and two views at each. With CPSG_TEST_FULL=1: the whole product.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { expectAccessible, expectClean, expectNoSidewaysScroll, settled, type Theme } from "./testing/browser.ts";
import { PROJECT } from "./testing/programs.ts";
import { FULL, THEMES, type View, VIEWS, WIDTHS } from "./testing/views.ts";
import { browser, withWorld, world } from "./testing/world.ts";

// Kept for eyes: nothing is compared with them. The end of a long page looks like its middle.
const PICTURES = join(PROJECT, "build/dashboard-tests/pictures");
const PICTURE_MAX_PX = 4000;

mkdirSync(PICTURES, { recursive: true });
withWorld();

// Chromium itself writes a line for each answer that is no success, which a page for something missing can't avoid.
const MISSING = /status of 404/;

async function takePicture(page: Page, path: string, width: number): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, PICTURE_MAX_PX) } });
}

async function look(view: View, width: number, theme: Theme): Promise<void> {
  const page = await browser.open(world.url + view.path, { width, theme, height: width === 320 ? 640 : 900 });
  try {
    await settled(page);
    await takePicture(page, join(PICTURES, `${view.name.replaceAll(/[^a-z]+/g, "-")}-${width}-${theme}.png`), width);
    assert.equal(await page.locator("h1").count(), 1, "a page has one title");
    assert.notEqual(await page.title(), "cpsg", "the tab says what it shows");
    await expectClean(page, { console: MISSING });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  } finally {
    await page.context().close();
  }
}

const EVERYWHERE = new Set(["fleet", "project"]);
for (const view of VIEWS) {
  for (const width of WIDTHS) {
    for (const theme of THEMES) {
      const usual = width === 1440 && theme === "light";
      if (!FULL && !usual && !EVERYWHERE.has(view.name)) continue;
      test(`${view.name}, ${width} px, ${theme}`, () => look(view, width, theme));
    }
  }
}
