// What most suites need: a server on a copy of the demo's world, and a browser, from before a file's first test until
// after its last.
//
//   import { browser, withWorld, world } from "./testing/world.ts";
//   withWorld({ settings: { "server.anonymous_read": "off" } });
import { after, before } from "node:test";
import { openBrowser, type OpenBrowser } from "./browser.ts";
import { type Cpsg, type CpsgOptions, startWorld } from "./programs.ts";

export let world: Cpsg;
export let browser: OpenBrowser;

/** `prepare` comes after it: the hooks of a file don't wait for one another. */
export function withWorld(options: CpsgOptions = {}, prepare?: () => Promise<void>): void {
  before(async () => {
    [world, browser] = await Promise.all([startWorld(options), openBrowser()]);
    await prepare?.();
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });
}
