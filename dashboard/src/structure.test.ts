// How the sources hang together: who may import whom, how long files are, and what no file may hold.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import test from "node:test";

const ROOT = import.meta.dirname;
const MOST_LINES = 400;
const GENERATED = "data/api_types.ts";

interface Source {
  path: string;
  text: string;
  imports: string[];
}

/** Without comments and without what is in quotes, except the paths of imports. */
function bare(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, "").replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1");
}

/** Types of the API's answers may be named anywhere. */
const TYPES_ALONE = /^import type .*api_types\.ts";$/gm;

function importsOf(path: string, text: string): string[] {
  const found = [...bare(text).replace(TYPES_ALONE, "").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)].map(([, target]) => target!);
  return found.map((target) => relative(ROOT, join(ROOT, dirname(path), target)));
}

const sources: Source[] = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(ts|tsx|css)$/.test(path) && path !== "structure.test.ts")
  .sort()
  .map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, text, imports: path.endsWith(".css") ? [] : importsOf(path, text) };
  });
const shipped = sources.filter(({ path }) => !path.endsWith(".test.ts"));
const scripts = shipped.filter(({ path }) => !path.endsWith(".css"));

/** What the files of a folder may import, besides those of their own. */
const MAY_IMPORT: Record<string, string[]> = {
  lib: [],
  data: ["lib"],
  parts: ["lib", "data"],
  charts: ["lib", "data", "parts"],
  views: ["lib", "data", "charts", "parts", "views"],
  ".": ["lib", "data", "charts", "parts", "views", "styles"],
};

function folderOf(path: string): string {
  return dirname(path).split("/")[0]!;
}

test("Folders depend on each other one way: lib, then data, then parts and charts, then views", () => {
  const wrong = scripts.flatMap(({ path, imports }) => imports
    .filter((target) => folderOf(target) !== folderOf(path) && !MAY_IMPORT[folderOf(path)]?.includes(folderOf(target)))
    .map((target) => `${path} imports ${target}`));
  assert.deepEqual(wrong, []);
});

test("Every import leads to a file", () => {
  const wrong = sources.flatMap(({ path, imports }) => imports.filter((target) => !existsSync(join(ROOT, target))).map((target) => `${path}: ${target}`));
  assert.deepEqual(wrong, []);
});

test("A view imports its blocks, never another view", () => {
  const views = sources.find(({ path }) => path === "main.tsx")?.imports.filter((target) => folderOf(target) === "views") ?? [];
  assert.ok(views.length >= 12);
  const wrong = scripts.filter(({ path }) => folderOf(path) === "views")
    .flatMap(({ path, imports }) => imports.filter((target) => views.includes(target)).map((target) => `${path} imports ${target}`));
  assert.deepEqual(wrong, []);
});

test("lib needs no browser: no page, no signals, no requests, no components", () => {
  const forbidden = /\b(document|window|localStorage|sessionStorage|navigator|fetch|addEventListener|indexedDB)\s*[.(]|from "(preact|@preact|openapi-fetch)/;
  const wrong = scripts.filter(({ path, text }) => folderOf(path) === "lib" && (path.endsWith(".tsx") || forbidden.test(bare(text).replace(/`[^`]*`/g, "``"))));
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

test("No file imports itself in a circle", () => {
  const imports = new Map(scripts.map(({ path, text }) => [path, importsOf(path, text.replace(/^import type [^;]+;$/gm, ""))]));
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (path: string, way: string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(" -> "));
    if (done.has(path) || way.includes(path)) return;
    for (const target of imports.get(path) ?? []) walk(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of scripts) walk(path, []);
  assert.deepEqual(circles, []);
});

test("Files have at most 400 lines", () => {
  const wrong = sources.filter(({ path, text }) => path !== GENERATED && text.split("\n").length > MOST_LINES + 1);
  assert.deepEqual(wrong.map(({ path }) => path), []);
});

test("Nothing writes markup, style text or code as a string, nor asks another host", () => {
  const forbidden: [string, RegExp][] = [
    ["markup", /dangerouslySetInnerHTML|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write/], ["style text", /\bstyle="|\.cssText\b|setAttribute\("style"/],
    ["code", /\beval\(|new Function\(/], ["a data URL in a picture", /src=["{]?[`"']data:/],
  ];
  const wrong = scripts.flatMap(({ path, text }) => forbidden.filter(([, pattern]) => pattern.test(bare(text))).map(([what]) => `${path}: ${what}`));
  assert.deepEqual(wrong, []);
});

test("Colours are those of the tokens", () => {
  const colour = /#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch|oklab|lab|lch)a?\(|:\s*(white|black|red|green|blue|gr[ae]y|orange)\b/i;
  const wrong = shipped.filter(({ path }) => path !== "styles/tokens.css" && path !== GENERATED).flatMap(({ path, text }) =>
    bare(text).split("\n").filter((line) => path.endsWith(".css") ? colour.test(line) : /["'`]#[0-9a-f]{3,8}["'`]|\b(rgb|hsl|oklch)a?\(/i.test(line))
      .map((line) => `${path}: ${line.trim()}`));
  assert.deepEqual(wrong, []);
});

test("Every token that is used is there, and every one that is there is used", () => {
  const all = shipped.map(({ text }) => text).join("\n");
  const set = new Set([...all.matchAll(/(--[a-z][a-z0-9-]*)["']?\]?\s*:/g)].map(([, name]) => name!));
  const used = new Set([...all.matchAll(/(?:var\(|["'`])(--[a-z][a-z0-9-]*)/g)].map(([, name]) => name!));
  assert.deepEqual([...used].filter((name) => !set.has(name) && !name.endsWith("-")), []);
  // The steps of space are a scale, of which a step may be free.
  const isSpace = (name: string) => /^--s\d$/.test(name);
  const composed = /--series-\$\{/.test(all);
  assert.deepEqual([...set].filter((name) => !used.has(name) && !isSpace(name) && !(composed && name.startsWith("--series-"))), []);
});

test("Every file is reached from a page, and nothing is exported for nobody", () => {
  const entries = ["main.tsx", "embed.tsx", "theme.ts"].filter((path) => existsSync(join(ROOT, path)));
  const reached = new Set<string>(entries);
  for (const path of reached) for (const target of sources.find((source) => source.path === path)?.imports ?? []) reached.add(target);
  assert.deepEqual(shipped.map(({ path }) => path).filter((path) => !reached.has(path) && !path.startsWith("styles/") && path !== GENERATED), []);

  const words = sources.map(({ path, text }) => ({ path, words: new Set(bare(text).match(/[A-Za-z_$][\w$]*/g)) }));
  const unused = scripts.filter(({ path }) => path !== GENERATED).flatMap(({ path, text }) =>
    [...bare(text).matchAll(/^export (?:async )?(?:function\*?|const|let|class) ([A-Za-z_$][\w$]*)/gm)]
      .map(([, name]) => name!)
      .filter((name) => !words.some((other) => other.path !== path && other.words.has(name)))
      .map((name) => `${path}: ${name}`));
  assert.deepEqual(unused, []);
});
