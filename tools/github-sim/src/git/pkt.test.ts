// Protects the reading of what a git client asks for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { lines, readGitRequest } from "./pkt.ts";

function pkt(...texts: (string | null)[]): Buffer {
  return Buffer.from(
    texts
      .map((text) => (text === null ? "0001" : `${(text.length + 4).toString(16).padStart(4, "0")}${text}`))
      .join("") + "0000",
  );
}

const FETCH = pkt(
  "command=fetch\n",
  "agent=x\n",
  null,
  "thin-pack\n",
  "filter tree:0\n",
  "want a\n",
  "have b\n",
  "have c\n",
  "deepen 1\n",
  "done\n",
);

test("a fetch, plain and compressed", () => {
  const expected = {
    command: "fetch",
    refPrefixes: 0,
    wants: 1,
    haves: 2,
    done: true,
    filter: "tree:0",
    shallow: true,
    thinPack: true,
  };
  assert.deepEqual(readGitRequest(FETCH, undefined), expected);
  assert.deepEqual(readGitRequest(gzipSync(FETCH), "gzip"), expected);
});

test("nonsense is no request", () => {
  for (const body of ["", "zzzz", "00", "ffff", "0003"])
    assert.equal(readGitRequest(Buffer.from(body), undefined).command, "unknown");
  assert.equal(readGitRequest(Buffer.from("no gzip"), "gzip").command, "unknown");
  assert.deepEqual(lines(Buffer.from("0006a\n0000")), ["a"]);
});
