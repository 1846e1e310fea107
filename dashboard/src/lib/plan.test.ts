import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BODY_MAX_BYTES, bodyBytes, commandLine, type Forecast, forecastText, listOfText, newNames, type PlanLine, textOfList, type Verdict, withoutLines,
} from "./plan.ts";

const line = (number: number, full_name: string | null, verdict: Verdict = "new", input = full_name ?? "?"): PlanLine =>
  ({ line: number, input, full_name, verdict, code: null, hint: null });

test("removing takes the lines that were chosen and no other", () => {
  const text = "# ours\na/b\nhtps://x\n\na/b";
  const lines = [line(2, "a/b"), line(3, null, "invalid"), line(5, "a/b", "twice")];
  assert.equal(withoutLines(text, lines, new Set([1])), "# ours\na/b\n\na/b");
  assert.equal(withoutLines(text, lines, new Set([1, 2])), "# ours\na/b\n");
});

test("what shares a line stays when the other is removed", () => {
  const lines = [line(1, "a/b"), line(1, "c/d"), line(2, null, "invalid", "htps://x")];
  assert.equal(withoutLines("github:a/b github:c/d\nhtps://x", lines, new Set([0])), "c/d\nhtps://x");
});

test("a package.json becomes a list of names, since its lines need each other", () => {
  const text = '{\n"dependencies": {\n"x": "github:a/b",\n"y": "github:c/d"\n}}';
  assert.equal(withoutLines(text, [line(3, "a/b"), line(4, "c/d")], new Set([1])), "a/b");
});

test("the bytes are those of the request, not of the text", () => {
  const quotes = '"'.repeat(BODY_MAX_BYTES / 2);
  assert.ok(bodyBytes(quotes) > BODY_MAX_BYTES);
  const letters = "a".repeat(BODY_MAX_BYTES - 11);
  assert.equal(bodyBytes(letters), BODY_MAX_BYTES);
  assert.ok(bodyBytes("a/b") <= BODY_MAX_BYTES);
});

const FORECAST: Forecast = {
  unknown_sizes: 0, pull_requests: null, points: null, bytes: null, git_requests: 3, seconds: null, points_now: null, points_per_hour: null, spent: 0,
};

test("the forecast tells what is known and never 0 for what is not", () => {
  const known = { ...FORECAST, points: 828.2, points_now: 3412.9, bytes: 1.1e9, seconds: 2100, unknown_sizes: 40 };
  assert.equal(forecastText(known, 812), "It takes 829 of 3,412 usable points, about 1.1 GB, 35 min (40 sizes unknown).");
  assert.equal(forecastText({ ...FORECAST, unknown_sizes: 2 }, 2), "Their sizes are not known yet.");
  assert.equal(forecastText({ ...FORECAST, unknown_sizes: 2, points_now: 4300 }, 2), "Their sizes are not known yet. 4,300 points can be used now.");
});

test("the command line is quoted for a shell", () => {
  assert.equal(commandLine("all of ours", ["a/b", "c/d"]), "cpsg batch create 'all of ours' a/b c/d");
  assert.equal(commandLine("it's $HOME", ["a/b"]), "cpsg batch create 'it'\\''s $HOME' a/b");
  const many = Array.from({ length: 9 }, (_, place) => `a/p${place}`);
  assert.match(commandLine("x", many), /^cpsg batch create x --file - <<'END'\na\/p0\n[^]*\nEND$/);
});

test("a list in the address comes back as it was; what is more than names stays out", () => {
  assert.equal(listOfText("a/b\n c/d \n"), "a/b,c/d");
  assert.equal(textOfList("a/b,c/d"), "a/b\nc/d");
  assert.equal(listOfText("git clone https://github.com/a/b"), undefined);
  assert.equal(listOfText("a/b\n".repeat(1_000)), undefined);
  assert.deepEqual(newNames({ lines: [line(1, "a/b"), line(2, "c/d", "known"), line(3, null, "invalid")] }), ["a/b"]);
});
