// Protects that the types of the API are those of the API: written anew from the document of the built binary, they are the
// same bytes. `npm run types` writes them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { PROJECT, startCpsg } from "./testing/programs.ts";

test("the types are written from the document that the server gives", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cpsg-types-"));
  await using cpsg = await startCpsg();
  const document = join(folder, "openapi.json");
  const written = join(folder, "api_types.ts");
  await writeFile(document, await (await fetch(`${cpsg.url}/openapi.json`)).text());
  await promisify(execFile)(process.execPath, [join(PROJECT, "dashboard/tools/types.ts"), document, written]);
  const [fresh, kept] = await Promise.all([written, join(PROJECT, "dashboard/src/data/api_types.ts")].map((path) => readFile(path, "utf8")));
  assert.ok(fresh === kept, "npm run types writes src/data/api_types.ts anew");
  await rm(folder, { recursive: true });
});
