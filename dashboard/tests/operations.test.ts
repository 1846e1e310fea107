// Protects adding projects and watching over them: nothing is stored before the button, what is done can be taken back or
// asks first, who may not write is shown no buttons, and a budget that nobody told is not 0.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { BrowserContext } from "playwright-core";
import { eventually, expectAccessible, expectClean, type OpenBrowser, openBrowser, settled } from "./testing/browser.ts";
import { type Cpsg, PROJECT, type StandIn, startCpsg, startStandIn } from "./testing/programs.ts";

let github: StandIn;
let server: Cpsg;
let browser: OpenBrowser;
const directory = mkdtempSync(join(tmpdir(), "cpsg-operations-"));
before(async () => {
  cpSync(join(PROJECT, "build/dashboard-tests/world/repositories"), join(directory, "repositories"), { recursive: true });
  github = await startStandIn(directory);
  // Batches wait for hours that don't come while a test runs.
  const hour = (later: number) => `${String((new Date().getUTCHours() + later) % 24).padStart(2, "0")}:00`;
  const settings = { "schedule.off_peak": `${hour(3)}-${hour(4)}` };
  [server, browser] = await Promise.all([startCpsg({ github: github.url, settings }), openBrowser()]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

async function pausedBatch(name: string): Promise<string> {
  const headers = { "Content-Type": "application/json" };
  const change = (path: string, body: object = {}) =>
    fetch(server.url + path, { method: "POST", headers, body: path.endsWith("/pause") ? null : JSON.stringify(body) });
  const answer = await change("/v1/batches", { name, projects: ["demo/sundial", "demo/quarry"] });
  const { id } = (await answer.json()) as { id: string };
  await change(`/v1/batches/${id}/pause`);
  return id;
}

async function readOnly(context: BrowserContext): Promise<void> {
  await context.route("**/v1/me", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), access: "read" } });
  });
}

test("a pasted list has a verdict for each line, loses lines and gets them back, and becomes a batch that is watched", async () => {
  const page = await browser.open(`${server.url}/add`);
  await page.getByRole("textbox").first().fill("demo/beacon\ndemo/beacon\ngit clone https://example.org/a/b.git\ndemo/vanished");
  await page.getByRole("button", { name: /^2\s*new/ }).waitFor();
  await page.getByRole("button", { name: /^1\s*twice/ }).waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Remove line 3/ }).click();
  await page.getByRole("button", { name: /^0\s*unreadable/ }).waitFor();
  await page.getByRole("button", { name: /^Undo/ }).waitFor();
  await page.keyboard.press("u");
  await page.getByRole("button", { name: /^1\s*unreadable/ }).waitFor();
  const stored = (await (await fetch(`${server.url}/v1/batches`)).json()) as { data: { name: string }[] };
  assert.ok(!stored.data.some((batch) => batch.name === "ours"), "nothing is stored before the button");
  await page.getByLabel("Name of the batch").fill("ours");
  await expectClean(page);
  await page.getByRole("button", { name: "Add 2 projects" }).click();
  await page.waitForURL("**/ops/batches/*");
  await page.getByText("1 of 2 done").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: /^Retry 1/ }).waitFor({ timeout: 60_000 });
  await page.getByText("not_found").first().waitFor();
  await expectAccessible(page);
  await page.context().close();
});

test("going on can be taken back by a key; cancelling wants the batch's name", async () => {
  const id = await pausedBatch("for later");
  const page = await browser.open(`${server.url}/ops/batches/${id}`);
  await settled(page);
  await page.getByRole("button", { name: /^Resume/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Undo/ }).waitFor();
  await page.keyboard.press("u");
  await page.getByRole("button", { name: /^Resume/ }).waitFor();
  await page.getByRole("button", { name: /^Cancel/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("for late");
  assert.ok(await page.getByRole("button", { name: "Cancel the batch" }).isDisabled());
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith("Cancel…"));
  await page.keyboard.press("Enter");
  await page.keyboard.type("for later");
  await page.keyboard.press("Enter");
  await page.getByText(/^cancelled/).waitFor();
  await eventually(async () => assert.equal(await page.getByRole("button", { name: /^(Pause|Resume|Cancel)/ }).count(), 0));
  await page.context().close();
});

test("what could not be undone is said, on whatever page that is found out", async () => {
  const page = await browser.open(`${server.url}/ops/batches/${await pausedBatch("to go on")}`);
  await page.getByRole("button", { name: /^Resume/ }).click();
  await page.getByRole("button", { name: /^Undo/ }).waitFor();
  const problem = { title: "The store can't be reached", status: 503, code: "store_io", request_id: "of-a-test" };
  await page.route("**/pause", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", json: problem }));
  await page.getByRole("link", { name: "Compare" }).click();
  await page.waitForURL("**/compare");
  await page.keyboard.press("u");
  await page.locator(".undo", { hasText: "Not undone: The store can't be reached" }).waitFor();
  await page.locator("[role=status]", { hasText: "Not undone: The store can't be reached" }).waitFor({ state: "attached" });
  assert.equal(await page.getByRole("button", { name: /^Undo/ }).count(), 0);
  await page.context().close();
});

test("who may read only is shown no buttons, and gets the same as a command", async () => {
  const id = await pausedBatch("of others");
  const context = await browser.context();
  await readOnly(context);
  const page = await browser.open(`${server.url}/ops/batches/${id}`, { context });
  await settled(page);
  assert.equal(await page.getByRole("button", { name: /^(Pause|Resume|Retry|Cancel)/ }).count(), 0);
  await page.goto(`${server.url}/add?list=acme/one,acme/two`);
  await page.getByText("acme/one acme/two").waitFor();
  assert.match(await page.locator("pre").innerText(), /^cpsg batch create '2 projects, [-\d]+' acme\/one acme\/two$/);
  assert.equal(await page.getByRole("button", { name: /^Add / }).count(), 0);
  await expectAccessible(page);
  await context.close();
});

test("a budget that nobody told is not 0", async () => {
  const context = await browser.context();
  await context.route("**/v1/status", async (route) => {
    const response = await route.fetch();
    const unknown = { limit: null, remaining: null, floor: null, reserved: 0, resets_in_s: null, blocked_for_s: null };
    const accounts = [{ account: "acme-bot", kind: "user", expires_at: null, rest: unknown, graphql: null }];
    await route.fulfill({ response, json: { ...((await response.json()) as object), accounts } });
  });
  const page = await browser.open(`${server.url}/ops`, { context });
  await settled(page);
  await eventually(async () => assert.equal(await page.getByText("not told yet").count(), 2));
  assert.equal(await page.getByRole("meter").count(), 0);
  await context.close();
});

test("what is dropped anywhere on the page is read", async () => {
  const page = await browser.open(`${server.url}/add`);
  await settled(page);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["module x\nrequire github.com/acme/graph v1.2.0\n"], "go.mod"));
    for (const kind of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
  });
  await page.getByRole("button", { name: /^1\s*new/ }).waitFor();
  await expectClean(page);
  await page.context().close();
});
