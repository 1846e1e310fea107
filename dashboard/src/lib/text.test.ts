import assert from "node:assert/strict";
import test from "node:test";
import { safeUrl, visibleText } from "./text.ts";

test("Nothing that is shown can turn or hide what stands beside it", () => {
  assert.equal(visibleText("a\u202Ecod.exe"), "a[U+202E]cod.exe");
  assert.equal(visibleText("\u0000\u001b[31m\u007f\u009b"), "␀␛[31m␡[U+009B]");
  assert.equal(visibleText("a\nb\tc"), "a␊b␉c");
  for (let code = 0; code < 0x3000; code += 1) {
    const text = visibleText(String.fromCharCode(code));
    assert.doesNotMatch(text, /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u, `U+${code.toString(16)}`);
  }
});

test("Lines stay lines where that is wanted", () => {
  assert.equal(visibleText("a\r\nb\n\tc\u0007", true), "a\nb\n\tc␇");
  assert.equal(visibleText("a\rb", true), "a␍b");
});

test("Scripts and emoji stay as they are, and half characters are replaced", () => {
  const text = "مرحبا 👩‍💻 می‌خواهم ąé 日本";
  assert.equal(visibleText(text), text);
  assert.equal(visibleText("\ud800x"), "\ufffdx");
});

test("Only addresses of the web are links", () => {
  assert.equal(safeUrl("https://example.org/a b"), "https://example.org/a%20b");
  assert.equal(safeUrl(" http://example.org "), "http://example.org/");
  for (const text of ["javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "example.org", "//example.org", "", null, undefined, "ftp://example.org"]) {
    assert.equal(safeUrl(text), undefined, String(text));
  }
});
