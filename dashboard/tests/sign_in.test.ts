// Protects signing in where anonymous reading is off: the key becomes a cookie, scripts never hold it, buttons appear with
// the right and are absent without it, and signing out forgets everything.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectAccessible, expectClean, settled } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

let reader: string;
let writer: string;
withWorld({ settings: { "server.anonymous_read": "off" } }, async () => {
  const key = async (scope: string) => (await world.command("keys", "create", "--name", scope, "--scope", scope)).trim();
  [reader, writer] = [await key("read"), await key("write")];
});

const REFUSED = /status of 40[134]/;

async function signedIn(path: string, key: string) {
  const page = await browser.open(world.url + path);
  await page.getByLabel(/key/i).first().fill(key);
  await page.getByRole("button", { name: /sign in/i }).click();
  await settled(page);
  return page;
}

test("without a key there is the form, and nothing of any project", async () => {
  const page = await browser.open(`${world.url}/p/demo/orchard`);
  await page.getByLabel(/key/i).first().waitFor();
  assert.equal(await page.getByText("How busy is it?").count(), 0);
  await expectAccessible(page);
  await expectClean(page, { console: REFUSED });
  await page.context().close();
});

test("a wrong key is refused in words, and the field stays", async () => {
  const page = await browser.open(`${world.url}/`);
  await page.getByLabel(/key/i).first().fill("cpsg_of_nobody");
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("alert").first().waitFor();
  await page.getByLabel(/key/i).first().waitFor();
  await page.context().close();
});

test("a reader's key shows the page that was asked for, without buttons that write, and no script can read the key", async () => {
  const page = await signedIn("/p/demo/orchard", reader);
  await page.getByText("How busy is it?").waitFor();
  assert.equal(await page.getByRole("button", { name: "Look again" }).count(), 0);
  const held = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
  assert.ok(!held.includes(reader), "the key is nowhere in the browser's storage");
  await page.reload();
  await settled(page);
  await page.getByText("How busy is it?").waitFor();
  await page.context().close();
});

test("a writer's key brings the buttons; signing out takes everything away", async () => {
  const page = await signedIn("/p/demo/orchard", writer);
  await page.getByRole("button", { name: "Look again" }).waitFor();
  await page.getByRole("button", { name: "write" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByLabel(/key/i).first().waitFor();
  assert.equal(await page.getByText("How busy is it?").count(), 0);
  await page.goBack().catch(() => undefined);
  assert.equal(await page.getByText("How busy is it?").count(), 0, "Back shows nothing of before");
  await page.context().close();
});
