// Protects a reader whose session ends while a page is open: it asks for a key once, in place of a page of failures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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
  assert.match(page.url(), /\/ops$/);
  await page.context().close();
});
