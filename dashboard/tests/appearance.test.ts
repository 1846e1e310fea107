// Protects readers who changed how pages look: forced colours, text of twice the size, reduced motion, a chosen theme.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectAccessible, expectNoSidewaysScroll, settled } from "./testing/browser.ts";
import { FULL, VIEWS } from "./testing/views.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

const SHORT = new Set(["fleet", "project", "pulls", "operations", "add"]);
for (const view of VIEWS.filter(({ name }) => FULL || SHORT.has(name))) {
  test(`forced colours: ${view.name}`, async () => {
    const page = await browser.open(world.url + view.path, { forcedColors: true });
    try {
      await settled(page);
      await expectAccessible(page);
    } finally {
      await page.context().close();
    }
  });

  test(`text of 200 %: ${view.name}`, async () => {
    const page = await browser.open(world.url + view.path, { width: 1024, textScale: 2 });
    try {
      await settled(page);
      await expectNoSidewaysScroll(page);
      assert.deepEqual(await cutTexts(page), [], "no text is cut");
    } finally {
      await page.context().close();
    }
  });
}

/** Texts that their box cuts off downwards; what is meant to end in an ellipsis says so by its style. */
function cutTexts(page: import("playwright-core").Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("main :is(a, button, h1, h2, p, td, th, span, dd, dt, label)")]
      .filter((element) => element.scrollHeight > element.clientHeight + 2 && element.clientHeight > 0)
      .filter((element) => /hidden|clip/.test(getComputedStyle(element).overflowY) && getComputedStyle(element).clipPath === "none")
      .map((element) => element.outerHTML.slice(0, 160)),
  );
}

test("a chosen theme is there at the first paint of the next visit, against the system's", async () => {
  const page = await browser.open(`${world.url}/`, { theme: "light" });
  await settled(page);
  await page.evaluate(() => localStorage.setItem("cpsg.theme", "dark"));
  await page.reload({ waitUntil: "commit" });
  await page.waitForFunction(() => document.body !== null);
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--bg").trim());
  assert.equal(ground, "#0f1217");
  await page.context().close();
});
