// Protects that a browser holds one stream of events, however many tabs it has: six connections is all that HTTP/1.1 gives
// it, and the seventh tab would hang. And that a tab which ends hands the stream over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser, type OpenBrowser, settled } from "./testing/browser.ts";
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

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 20_000; await new Promise((resolve) => setTimeout(resolve, 100))) {
    if (await holds()) return;
  }
  assert.fail(`not within 20 s: ${what}`);
}

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
  assert.equal(open().length, 1, "one tab holds the stream");
  const holder = open()[0]!;
  await holder.close();
  await until("another tab takes the stream over", () => open().length === 1);
  const others = pages.filter((page) => !page.isClosed());
  await world.command("remove", "demo/sundial", "--yes").catch(() => world.command("remove", "demo/sundial"));
  const fleet = others.find((page) => new URL(page.url()).pathname === "/")!;
  await fleet.bringToFront();
  await until("a change reaches a tab that holds no stream", async () => (await fleet.getByText("demo/sundial").count()) === 0);
  await context.close();
});
