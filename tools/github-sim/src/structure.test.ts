// Protects the layout of the sources: no circle of imports between files or folders, and each folder imports only what
// README.md says it may. `import type` counts like any other import.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const SOURCES = dirname(fileURLToPath(import.meta.url));
const LINES_MAX = 400;

/** The folders from the lowest to the highest, with those that each one imports; "." is this folder itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  http: [],
  world: ["base"],
  rules: ["base", "http", "world"],
  git: ["http", "rules", "world"],
  rest: ["base", "http", "rules", "world"],
  graphql: ["base", "http", "rules", "world"],
  faults: ["base", "http"],
  listener: ["base", "faults", "http", "rules"],
  control: ["base", "faults", "http", "rules", "world"],
  ".": ["base", "control", "faults", "git", "graphql", "http", "listener", "rest", "rules", "world"],
  testing: ["."],
};

/** The imported files of every file, as paths from this folder. */
const imports: ReadonlyMap<string, readonly string[]> = new Map(
  readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .map((path) => [path, importsOf(path)]),
);

function importsOf(path: string): string[] {
  const text = readFileSync(join(SOURCES, path), "utf8");
  const found = text.matchAll(/\b(?:from|import) *\(? *["'](\.[^"']*)["']/g);
  return [...found].map(([, target = ""]) => posix.join(posix.dirname(path), target));
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

/** The files of one circle, the first of them repeated at the end; null if there is none. */
function findCircle(): readonly string[] | null {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return null;
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle) return circle;
    }
    finished.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

test("every import leads to a file of the sources", () => {
  assert.ok(imports.size > 50);
  for (const [file, targets] of imports)
    for (const target of targets) assert.ok(imports.has(target), `${file} imports ${target}`);
});

test("no files import each other in a circle", () => {
  assert.deepEqual(findCircle(), null);
});

test("no file imports a test", () => {
  for (const [file, targets] of imports) assert.deepEqual(targets.filter(isTest), [], file);
});

test("each folder stands above all that it may import", () => {
  const order = Object.keys(MAY_IMPORT);
  for (const [folder, allowed] of Object.entries(MAY_IMPORT))
    for (const lower of allowed)
      assert.ok(order.includes(lower) && order.indexOf(lower) < order.indexOf(folder), `${folder} imports ${lower}`);
});

test("each folder imports what it may, all of it, and nothing else; tests may import testing/ too", () => {
  const used: Record<string, Set<string>> = {};
  for (const [file, targets] of imports) {
    const folder = posix.dirname(file);
    const allowed = MAY_IMPORT[folder];
    assert.ok(allowed, `the table does not have the folder of ${file}`);
    for (const other of targets.map((target) => posix.dirname(target))) {
      if (other === folder || (isTest(file) && other === "testing")) continue;
      assert.ok(allowed.includes(other), `${file} imports ${other}/`);
      if (!isTest(file)) (used[folder] ??= new Set()).add(other);
    }
  }
  for (const [folder, allowed] of Object.entries(MAY_IMPORT))
    assert.deepEqual([...(used[folder] ?? [])].sort(), [...allowed], folder);
});

test("README.md shows the same folders, and what each may import", () => {
  const readme = readFileSync(join(SOURCES, "../README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `src\/([a-z]*)` \|.*\| ([^|]*) \|$/gm)];
  const shown = rows.map(([, folder, list = ""]) => [
    folder || ".",
    [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  ]);
  const { ".": top, testing: _, ...folders } = MAY_IMPORT;
  assert.ok(top);
  assert.deepEqual(shown, Object.entries(folders));
});

test(`no file has more than ${LINES_MAX} lines`, () => {
  for (const file of imports.keys()) {
    const lines = readFileSync(join(SOURCES, file), "utf8").split("\n").length - 1;
    assert.ok(lines <= LINES_MAX, `${file} has ${lines}`);
  }
});
