// Protects credentials: tokens of every form, their end, and the rules for an App's JWT.
import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { Clock } from "../base/clock.ts";
import { Accounts } from "./accounts.ts";
import { DEFAULTS } from "./settings.ts";

const KEYS = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PUBLIC = KEYS.publicKey.export({ type: "spki", format: "pem" }).toString();

function jwt(
  claims: Record<string, unknown>,
  header: Record<string, unknown> = { alg: "RS256", typ: "JWT" },
  key = KEYS.privateKey,
): string {
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `Bearer ${parts}.${createSign("RSA-SHA256").update(parts).sign(key).toString("base64url")}`;
}

function accountsWithApp(): Accounts {
  const accounts = new Accounts(new Clock(), DEFAULTS);
  accounts.addApp(42, "sync", PUBLIC, [{ id: 7, login: "acme", suspended: false }]);
  return accounts;
}

test("tokens are taken as bearer, as token and as a password", () => {
  const accounts = accountsWithApp();
  const token = accounts.addToken("ghp_x", "alice");
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
  for (const header of [
    "Bearer ghp_x",
    "token ghp_x",
    "bearer  ghp_x",
    basic("x-access-token:ghp_x"),
    basic("ghp_x:x-oauth-basic"),
    basic("ghp_x:"),
  ]) {
    const found = accounts.identify(header, "::1");
    assert.ok("account" in found && found.account.key === "user:alice", header);
  }
  assert.deepEqual(accounts.identify("Bearer ghp_y", "::1"), { refused: "Bad credentials" });
  token.expiresMs = Date.now() - 1;
  assert.deepEqual(accounts.identify("Bearer ghp_x", "::1"), { refused: "Bad credentials" });
});

test("an App's JWT", () => {
  const accounts = accountsWithApp();
  const nowS = Math.floor(Date.now() / 1000);
  const good = { iat: nowS - 60, exp: nowS + 540, iss: 42 };
  assert.equal(accounts.verifyJwt(jwt(good)), accounts.app(42));
  assert.equal(accounts.verifyJwt(jwt({ ...good, iss: "42" })), accounts.app(42));
  const refused: [Record<string, unknown>, RegExp][] = [
    [{ ...good, exp: nowS + 1200 }, /too far in the future/],
    [{ ...good, exp: nowS - 1 }, /'Expiration time'/],
    [{ ...good, iat: nowS + 300 }, /'Issued at'/],
    [{ ...good, iat: String(nowS) }, /'Issued at'/],
    [{ ...good, iss: 43 }, /Integration not found/],
  ];
  for (const [claims, reason] of refused) assert.match(String(accounts.verifyJwt(jwt(claims))), reason);
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  assert.match(String(accounts.verifyJwt(jwt(good, { alg: "RS256" }, other))), /could not be decoded/);
  assert.match(String(accounts.verifyJwt(jwt(good, { alg: "none" }))), /could not be decoded/);
  assert.match(String(accounts.verifyJwt(undefined)), /could not be decoded/);
});

test("installation tokens are long, and live for a while", () => {
  const accounts = accountsWithApp();
  const app = accounts.app(42) ?? assert.fail();
  const token = accounts.issue(app, app.installations[0] ?? assert.fail());
  assert.match(token.secret, /^ghs_42_[\w-]+\.[\w-]+\.[\w-]+$/);
  assert.ok(token.secret.length > 600);
  const found = accounts.identify(`token ${token.secret}`, "::1");
  assert.ok("account" in found && found.account.kind === "installation");
  assert.ok(Math.abs((token.expiresMs ?? 0) - Date.now() - 3_600_000) < 5000);
});
