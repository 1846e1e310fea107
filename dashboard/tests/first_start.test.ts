// Protects the first minutes: an empty server says what to do, takes what is pasted, and shows the first project by itself.
import { after, before, test } from "node:test";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectAccessible, expectClean, openBrowser, type OpenBrowser } from "./testing/browser.ts";
import { type Cpsg, PROJECT, type StandIn, startCpsg, startStandIn } from "./testing/programs.ts";

let github: StandIn;
let empty: Cpsg;
let browser: OpenBrowser;
const directory = mkdtempSync(join(tmpdir(), "cpsg-first-start-"));
before(async () => {
  cpSync(join(PROJECT, "build/dashboard-tests/world/repositories"), join(directory, "repositories"), { recursive: true });
  github = await startStandIn(directory);
  [empty, browser] = await Promise.all([startCpsg({ github: github.url }), openBrowser()]);
});
after(async () => {
  await browser[Symbol.asyncDispose]();
  await empty[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

test("paste a name, and its page opens once its commits are there", async () => {
  const page = await browser.open(`${empty.url}/`);
  await page.getByRole("heading", { name: "Follow your first projects" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("textbox").first().fill("demo/nursery");
  await page.getByRole("button", { name: /^(Add|Follow)/ }).click();
  await page.waitForURL("**/p/demo/nursery", { timeout: 60_000 });
  await page.getByText("How busy is it?").waitFor({ timeout: 60_000 });
  await expectClean(page);
  await page.context().close();
});
