// A server on a store of ten thousand made-up projects, which is made once.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Cpsg, PROJECT, startCpsg } from "./programs.ts";

const PROJECTS = 10_000;

export async function startLargeFleet(): Promise<Cpsg> {
  const directory = join(PROJECT, "build/dashboard-tests/large-fleet");
  const made = join(directory, "made");
  mkdirSync(directory, { recursive: true });
  if (!existsSync(made)) {
    await using empty = await startCpsg({ directory });
    await empty.stop();
    await promisify(execFile)("/usr/bin/python3", [join(PROJECT, "bench/made_up_store.py"), join(directory, "cpsg.db"), String(PROJECTS)]);
    await promisify(execFile)("touch", [made]);
  }
  return await startCpsg({ directory });
}
