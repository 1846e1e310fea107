// Protects a reader whose server was updated: what an earlier version kept in the browser breaks nothing, and a page whose
// other files are gone says so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectClean, settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

/** Runs in the page: makes the kept index one of a version that had no stars. */
function keptByAnother(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("cpsg");
    opening.onerror = () => reject(opening.error!);
    opening.onupgradeneeded = () => opening.transaction!.abort();
    opening.onsuccess = () => {
      const store = opening.result.transaction("index", "readwrite").objectStore("index");
      const reading = store.get("90d");
      reading.onsuccess = () => {
        const kept = reading.result as { code: string; columns: Record<string, string> } | undefined;
        if (kept === undefined) return resolve(false);
        delete kept.columns["stars"];
        store.put({ ...kept, code: "https://of.another/version.js" }, "90d").onsuccess = () => resolve(true);
      };
    };
  });
}

test("an index that another version kept is not shown", async () => {
  const page = await browser.open(`${world.url}/`);
  await settled(page);
  await page.waitForFunction(() => localStorage.getItem("cpsg.index.90d") !== null, undefined, { timeout: 40_000 });
  assert.ok(await page.evaluate(keptByAnother));
  await page.reload();
  await settled(page);
  await page.getByText("demo/orchard").first().waitFor();
  await expectClean(page);
  await page.context().close();
});

test("a page whose other files are gone says so, and how to go on", async () => {
  const page = await browser.open(`${world.url}/`);
  await settled(page);
  await page.route("**/assets/**", (route) => route.fulfill({ status: 404, contentType: "application/problem+json", body: "{}" }));
  await page.getByRole("link", { name: "Operations" }).first().click();
  await page.getByRole("heading", { level: 1, name: "This page could not be loaded" }).waitFor();
  await page.getByRole("button", { name: "Load again" }).waitFor();
  await page.context().close();
});

test("what is loaded when it is first wanted says so too, and the page stays", async () => {
  const page = await browser.open(`${world.url}/`);
  await settled(page);
  await page.route("**/assets/**", (route) => route.fulfill({ status: 404, contentType: "application/problem+json", body: "{}" }));
  const said = page.getByRole("dialog", { name: "This could not be loaded" });
  await page.keyboard.press("Control+k");
  await said.getByRole("button", { name: "Load again" }).waitFor();
  await page.keyboard.press("Escape");
  await said.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByText("Copy as Markdown").click();
  await said.waitFor();
  await page.getByText("demo/orchard").first().waitFor();
  await page.context().close();
});
