// What people paste into READMEs: addresses that the server takes, and texts that stay texts in each form.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BADGES, CHARTS, commandOf, endpointUrl, frameSnippet, pictureUrl, printKind, reachOf, readKind, snippet,
} from "./embed.ts";

test("a kind is read from the address as it is printed, and what is not known is the stars", () => {
  for (const of of Object.keys(BADGES))
    assert.deepEqual(readKind(printKind({ family: "badge", of })), { family: "badge", of });
  for (const of of Object.keys(CHARTS)) assert.deepEqual(readKind(`embed/${of}`), { family: "embed", of });
  assert.deepEqual(readKind("card"), { family: "card", of: "" });
  for (const text of ["", "badge", "badge/toString", "chart/__proto__", "script/x"])
    assert.equal(readKind(text).of, "stars", text);
});

test("an address has only what the picture takes, and nothing that holds anyway or would be refused", () => {
  const options = {
    style: "flat",
    label: "my stars",
    metrics: "forks",
    range: "90d",
    width: "700",
    tz: "author",
    color: "red",
    bots: "false",
  };
  assert.equal(
    pictureUrl("", "a", "b", readKind("badge/stars"), options),
    "/badge/a/b/stars.svg?label=my%20stars&bots=false",
  );
  assert.equal(
    pictureUrl("", "a", "b", readKind("card"), options),
    "/card/a/b.svg?metrics=forks&label=my%20stars&bots=false&width=700",
  );
  assert.equal(
    pictureUrl("", "a", "b", readKind("chart/stars"), { ...options, width: "9", vs: "c/d,e/f", theme: "dark" }),
    "/chart/a/b/stars.svg?range=90d&vs=c/d,e/f&label=my%20stars&bots=false&theme=dark",
  );
  assert.equal(
    pictureUrl("", "a", "b", readKind("chart/stars"), { range: "2y", vs: "nothing" }),
    "/chart/a/b/stars.svg",
  );
  assert.equal(pictureUrl("", "a b", "ü", readKind("badge/forks"), {}), "/badge/a%20b/%C3%BC/forks.svg");
});

test("what other pages take and a picture does not is left out", () => {
  const queryOf = (kind: string, options: Parameters<typeof pictureUrl>[4]) =>
    pictureUrl("", "a", "b", readKind(kind), options).split("?")[1] ?? "";
  assert.equal(queryOf("badge/stars", { bots: "only" }), "");
  assert.equal(queryOf("badge/stars", { bots: "true" }), "");
  assert.equal(queryOf("badge/stars", { tz: "Nowhere/Town" }), "");
  assert.equal(queryOf("badge/stars", { tz: "Asia/Kathmandu" }), "tz=Asia/Kathmandu");
  assert.equal(queryOf("chart/stars", { range: "2026-01-01..2026-03-31" }), "range=2026-01-01..2026-03-31");
  for (const range of ["2026-03-31..2026-01-01", "2026-02-30..2026-03-31", "2026-01-01..", "2026-01-01..2026-03-31..x"])
    assert.equal(queryOf("chart/stars", { range }), "", range);
  assert.equal(queryOf("chart/stars", { range: "2026-01-01..2026-03-31", by: "age" }), "by=age");
  assert.equal(queryOf("chart/stars", { range: "5y", by: "age" }), "range=5y&by=age");
  assert.equal(queryOf("embed/stars", { range: "2026-01-01..2026-03-31", by: "age" }), "range=2026-01-01..2026-03-31");
});

test("the command has the same options, and a shell takes each as one word", () => {
  assert.equal(commandOf("a/b", readKind("badge/stars"), { range: "90d" }), "cpsg badge a/b stars > stars.svg");
  assert.equal(
    commandOf("a/b", readKind("card"), { metrics: "forks,stars", width: "300" }),
    "cpsg badge a/b card --metrics forks,stars --width 300 > card.svg",
  );
  assert.equal(
    commandOf("a/b", readKind("chart/lead-time"), { label: "it's $(rm)" }),
    "cpsg badge a/b chart-lead-time --label 'it'\\''s $(rm)' > chart-lead-time.svg",
  );
});

test("a label that is too long for the server is left out", () => {
  assert.equal(pictureUrl("", "a", "b", readKind("badge/stars"), { label: "x".repeat(41) }), "/badge/a/b/stars.svg");
  assert.equal(pictureUrl("", "a", "b", readKind("badge/stars"), { label: "😀".repeat(40) }), "/badge/a/b/stars.svg");
});

const hostile = '"><script>alert(1)</script> [x](y) ]';
const pictured = {
  url: "/p.svg?a=1&b=2",
  light: "/l.svg?a=1&b=2",
  dark: "/d.svg?a=1&b=2",
  link: "/p/a/b",
  alt: hostile,
};

test("a hostile text is a text in each form", () => {
  for (const form of ["picture", "html"]) {
    const text = snippet(form, pictured);
    assert.ok(!text.includes("<script"), form);
    assert.ok(text.includes("a=1&amp;b=2"), form);
    assert.equal(text.match(/<img /g)?.length, 1);
  }
  const markdown = snippet("markdown", pictured);
  assert.ok(markdown.startsWith('[!["\\>\\<script\\>alert(1)\\</script\\> \\[x\\](y) \\]](/p.svg?a=1&b=2)]'), markdown);
  assert.ok(!/[^\\]"[^,\]]*"[^,\]]*"/.test(snippet("asciidoc", pictured).replace(/"[^"]*"/g, "")), "quotes are paired");
  assert.ok(!frameSnippet("/e", hostile, 1, 1).includes("<script"));
});

test("shields.io gets the address of the number, with the options that it can follow", () => {
  const options = { style: "plain", label: "x", theme: "dark" };
  const endpoint = endpointUrl("https://s.example", "a", "b", readKind("badge/stars"), options);
  assert.equal(endpoint, "https://s.example/badge/a/b/stars.json?label=x");
  const text = snippet("shields", { ...pictured, alt: "stars", endpoint });
  const url = "https%3A%2F%2Fs.example%2Fbadge%2Fa%2Fb%2Fstars.json%3Flabel%3Dx";
  assert.equal(text, `[![stars](https://img.shields.io/endpoint?url=${url})](/p/a/b)`);
  // A card is none that shields.io could draw.
  assert.match(snippet("shields", { ...pictured, alt: "stars" }), /<picture>/);
});

test("the snippet for both grounds names each with its own picture", () => {
  const text = snippet("picture", pictured);
  assert.match(text, /dark\)" srcset="\/d\.svg/);
  assert.match(text, /light\)" srcset="\/l\.svg/);
});

test("who can ask a host", () => {
  for (const host of ["localhost", "127.0.0.1", "127.3.2.1", "[::1]", "x.localhost"])
    assert.equal(reachOf(host), "machine", host);
  for (const host of ["10.0.0.3", "192.168.1.2", "172.20.0.1", "build", "nas.local", "[fd00::1]"])
    assert.equal(reachOf(host), "network", host);
  for (const host of ["cpsg.example.org", "8.8.8.8", "172.33.0.1", "[2a00::1]"])
    assert.equal(reachOf(host), "public", host);
});
