// Protects the budgets of bytes and requests: the first load, and the whole site as it stands in the binary.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, settled } from "./testing/browser.ts";
import { PROJECT } from "./testing/programs.ts";
import { browser, withWorld, world } from "./testing/world.ts";

const SITE = join(PROJECT, "build/dashboard");
const FIRST_LOAD_BYTES = 45_000;
const FIRST_LOAD_REQUESTS = 4;
const SITE_BYTES = 110_000;
const DATA_REQUESTS = 4;

withWorld();

test(`the whole site is at most ${SITE_BYTES} bytes, as browsers ask for it`, () => {
  const files = readdirSync(SITE, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name.endsWith(".br"));
  const sizes = files.map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(files.length > 3, "the site is there");
  assert.ok(total <= SITE_BYTES, `${total} bytes in ${files.length} files`);
});

test("the fleet's first load: bytes and requests of html, js and css, and of data", async () => {
  const context = await browser.context();
  const parts: { path: string; bytes: number }[] = [];
  let underWay = 0;
  const data: string[] = [];
  const page = await context.newPage();
  page.on("request", async (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === "/v1/events") return;
    underWay += 1;
    if (pathname.startsWith("/v1/")) data.push(pathname + search);
    else parts.push({ path: pathname, bytes: (await request.sizes()).responseBodySize });
    await (await request.response())?.finished();
    underWay -= 1;
  });
  await page.goto(`${world.url}/`);
  await settled(page);
  await page.waitForLoadState("load");
  await eventually(() => assert.equal(underWay, 0, "all that was asked for is there"));
  const code = parts.filter(({ path }) => path === "/" || /\.(js|css)$/.test(path));
  const bytes = code.reduce((sum, part) => sum + part.bytes, 0);
  assert.ok(bytes <= FIRST_LOAD_BYTES, `${bytes} bytes: ${JSON.stringify(code)}`);
  assert.ok(code.length <= FIRST_LOAD_REQUESTS, JSON.stringify(code));
  assert.ok(data.length <= DATA_REQUESTS, data.join(" "));
  await context.close();
});

for (const path of ["/p/demo/orchard", "/p/demo/orchard/pulls", "/ops"]) {
  test(`at most ${DATA_REQUESTS} requests of data: ${path}`, async () => {
    const context = await browser.context();
    const data: string[] = [];
    const page = await context.newPage();
    page.on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith("/v1/") && pathname !== "/v1/events" && pathname !== "/v1/me") data.push(pathname + search);
    });
    await page.goto(world.url + path);
    await settled(page);
    assert.ok(data.length <= DATA_REQUESTS, data.join("\n"));
    await context.close();
  });
}
