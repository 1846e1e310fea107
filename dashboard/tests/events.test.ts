// Protects that a browser holds one stream of events, however many tabs it has: six connections is all that HTTP/1.1 gives
// it, and the seventh tab would hang. And that a tab which ends hands the stream over.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

test("seven tabs share one stream, and it survives the tab that held it", async () => {
  const context = await browser.context();
  const streams = new Map<Page, number>();
  context.on("request", (request) => {
    const page = request.frame().page();
    if (new URL(request.url()).pathname === "/v1/events") streams.set(page, (streams.get(page) ?? 0) + 1);
  });
  const open = () => [...streams.keys()].filter((page) => !page.isClosed());
  const pages: Page[] = [];
  for (let tab = 0; tab < 7; ++tab) {
    const page = await browser.open(tab % 2 === 0 ? `${world.url}/` : `${world.url}/p/demo/orchard`, { context });
    await settled(page);
    pages.push(page);
  }
  await eventually(() => assert.equal(open().length, 1, "one tab holds the stream"));
  const holder = open()[0]!;
  await holder.close();
  await eventually(() => assert.equal(open().length, 1, "another tab takes the stream over"));
  const others = pages.filter((page) => !page.isClosed());
  await world.command("remove", "demo/sundial", "--yes").catch(() => world.command("remove", "demo/sundial"));
  const fleet = others.find((page) => new URL(page.url()).pathname === "/")!;
  await fleet.bringToFront();
  await fleet.getByText("demo/sundial").first().waitFor({ state: "detached" });
  await context.close();
});
