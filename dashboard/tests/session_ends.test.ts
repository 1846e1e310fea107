// Protects a reader who becomes another one while a page is open: a session that ends asks for a key once, in place of a
// page of failures; a key that is given, here or in another tab, brings the same page again as that key may see it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld({ settings: { "server.anonymous_read": "public" } });

test("a session that ends in mid-use brings one form, with the address kept", async () => {
  const page = await browser.open(`${world.url}/ops`);
  await settled(page);
  const problem = { title: "A key is needed", status: 401, code: "key_missing", detail: "", request_id: "of-a-test" };
  await page.route("**/v1/**", (route) => {
    const isMe = new URL(route.request().url()).pathname === "/v1/me";
    const me = { access: "none", key: null, key_id: null, session: false, private: true, expires_at: null };
    return route.fulfill(isMe ? { json: me } : { status: 401, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  await page.evaluate(() => document.querySelector<HTMLAnchorElement>('nav a[href="/compare"]')?.click());
  await page.waitForURL(/compare/);
  await page.evaluate(() => document.querySelector<HTMLAnchorElement>('nav a[href="/ops"]')?.click());
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  assert.equal(await page.locator("form.sign-in").count(), 1);
  await page.waitForURL(/\/ops$/);
  await page.context().close();
});

test("signing in on a project's page brings the page again, in the other tabs too", async () => {
  const key = (await world.command("keys", "create", "--name", "writer", "--scope", "write")).trim();
  const context = await browser.context();
  const [page, other] = [await browser.open(`${world.url}/p/demo/orchard`, { context }), await browser.open(`${world.url}/p/demo/orchard/branches`, { context })];
  await Promise.all([page.getByText("How busy is it?").waitFor(), other.getByRole("row").nth(1).waitFor()]);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Key", { exact: true }).fill(key);
  await page.keyboard.press("Enter");
  for (const each of [page, other]) await each.getByRole("button", { name: "Look again" }).waitFor();
  await page.locator("#busy canvas, #busy svg").first().waitFor();
  await other.getByRole("row").nth(1).waitFor();
  await context.close();
});

test("a server that does not say at first who reads is asked again: the stream of events comes", async () => {
  const context = await browser.context();
  let failures = 1;
  await context.route("**/v1/me", (route) => (failures-- > 0 ? route.abort() : route.continue()));
  const page = await context.newPage();
  const stream = page.waitForRequest(/\/v1\/events/);
  await page.goto(`${world.url}/`);
  await stream;
  await context.close();
});

test("events that come faster than a slow network answers put off no block of a project", async () => {
  const context = await browser.context();
  await context.addInitScript(() => {
    const told = JSON.stringify({ id: "1", full_name: "demo/orchard", state: "ok", code: null, last_synced_at: null, next_sync_at: null, removed: false });
    globalThis.EventSource = class extends EventTarget {
      onopen = null;
      onerror = null;
      #timer = setInterval(() => this.dispatchEvent(new MessageEvent("project", { data: told, lastEventId: "1" })), 200);
      close() {
        clearInterval(this.#timer);
      }
    } as never;
  });
  await context.route("**/overview?**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    await route.continue().catch(() => undefined);
  });
  const page = await browser.open(`${world.url}/p/demo/orchard`, { context });
  await page.locator("#busy canvas, #busy svg").first().waitFor();
  await context.close();
});
