// Protects that what is not known is never shown as 0, and that what is 0 is: on a store synced without a token, where
// pull requests, reviews and lines were never read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

/** Answers every number of the API that can be null as null. */
function withoutNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (typeof value === "number") return null;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNumbers(inner)]));
}

// Of all time: a bucket without commits, as the first days of a year may be, is left out by the API, and is a true 0.
for (const path of ["/", "/p/demo/orchard?range=all"]) {
  test(`numbers that are unknown are dashes: ${path}`, async () => {
    const context = await browser.context();
    await context.route(/\/v1\/(index|overview|projects)/, async (route) => {
      const response = await route.fetch();
      const type = response.headers()["content-type"] ?? "";
      if (!type.includes("json")) return await route.fulfill({ response });
      const body = withoutNumbers(await response.json()) as Record<string, unknown>;
      // Counts that are never null keep their place: without them the page can't know that there is a project.
      if ("columns" in body) Object.assign(body, { total: 13, synced: 12 });
      if ("states" in body) Object.assign(body, { projects: 13 });
      await route.fulfill({ response, json: body });
    });
    const page = await browser.open(world.url + path, { context });
    await settled(page);
    const zeros = await page.evaluate(() =>
      [...document.querySelectorAll("main *")].filter((element) => element.children.length === 0 && /^[−+±]?0([ .%]|$)/.test(element.textContent ?? ""))
        .map((element) => (element.parentElement ?? element).outerHTML.slice(0, 160)));
    assert.deepEqual(zeros, []);
    assert.ok((await page.getByText("–", { exact: true }).count()) > 0, "the dash stands where a number is unknown");
    await context.close();
  });
}

test("a project without commits has the number 0, not a dash", async () => {
  const page = await browser.open(`${world.url}/p/demo/hollow`);
  await settled(page);
  await page.getByText("No commits yet").first().waitFor();
  await page.context().close();
});
