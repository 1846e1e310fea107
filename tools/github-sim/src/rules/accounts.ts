// Who sends a request: an anonymous client, a user with a token, an App's installation with a token, or an App with a
// JWT.
import { createPublicKey, randomBytes, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { timestamp } from "../base/clock.ts";
import type { Clock } from "../base/clock.ts";
import { account as actor } from "../world/people.ts";
import type { Repository } from "../world/repository.ts";
import type { Settings } from "./settings.ts";

export interface Account {
  /** Limits are counted by this key; all tokens of a user share it. */
  readonly key: string;
  readonly kind: "anonymous" | "user" | "installation";
  readonly login: string;
  readonly id: number;
}

export interface Token {
  readonly secret: string;
  readonly account: Account;
  expiresMs: number | null;
  revoked: boolean;
  /** Whether answers say when it expires, as they do for personal access tokens. */
  readonly personal: boolean;
}

export interface Installation {
  readonly id: number;
  readonly login: string;
  suspended: boolean;
}

export interface App {
  readonly id: number;
  readonly slug: string;
  readonly publicKey: KeyObject;
  readonly installations: Installation[];
}

export type Credentials = { readonly account: Account; readonly token: Token | null } | { readonly refused: string };

const JWT_CLOCK_SKEW_S = 60;
const JWT_LIFETIME_MAX_S = 600;

export class Accounts {
  private readonly clock: Clock;
  private readonly settings: Settings;
  private readonly tokens = new Map<string, Token>();
  private readonly apps = new Map<string, App>();

  constructor(clock: Clock, settings: Settings) {
    this.clock = clock;
    this.settings = settings;
  }

  addToken(secret: string, login: string, expiresMs: number | null = null): Token {
    const { id } = actor(login);
    const token: Token = {
      secret,
      account: { key: `user:${login}`, kind: "user", login, id },
      expiresMs,
      revoked: false,
      personal: true,
    };
    this.tokens.set(secret, token);
    return token;
  }

  token(secret: string): Token | undefined {
    return this.tokens.get(secret);
  }

  addApp(id: number, slug: string, publicKeyPem: string, installations: readonly Installation[]): App {
    const app: App = { id, slug, publicKey: createPublicKey(publicKeyPem), installations: [...installations] };
    this.apps.set(String(id), app);
    return app;
  }

  app(id: number): App | undefined {
    return this.apps.get(String(id));
  }

  /** A new token in GitHub's format since April 2026: `ghs_`, the App's id, and a long JWT. */
  issue(app: App, installation: Installation): Token {
    const jwt = [48, 220, 342].map((bytes) => randomBytes(bytes).toString("base64url")).join(".");
    const token: Token = {
      secret: `ghs_${app.id}_${jwt}`,
      account: {
        key: `installation:${installation.id}`,
        kind: "installation",
        login: installation.login,
        id: installation.id,
      },
      expiresMs: this.clock.nowMs() + this.settings.installationTokenS * 1000,
      revoked: false,
      personal: false,
    };
    this.tokens.set(token.secret, token);
    return token;
  }

  /** Reads an Authorization header: `Bearer SECRET`, `token SECRET`, or Basic with the secret as the password. */
  identify(authorization: string | undefined, address: string): Credentials {
    if (authorization === undefined)
      return { account: { key: `anonymous:${address}`, kind: "anonymous", login: "", id: 0 }, token: null };
    const token = this.tokens.get(secretOf(authorization));
    if (!token || token.revoked || (token.expiresMs !== null && token.expiresMs <= this.clock.nowMs()))
      return { refused: "Bad credentials" };
    return { account: token.account, token };
  }

  /** The App that signed the JWT, or why the JWT is refused. */
  verifyJwt(authorization: string | undefined): App | string {
    const parts = secretOf(authorization ?? "").split(".");
    const header = parsePart(parts[0]);
    const claims = parsePart(parts[1]);
    const undecodable = "A JSON web token could not be decoded";
    if (parts.length !== 3 || !header || !claims || header["alg"] !== "RS256") return undecodable;
    const app = this.apps.get(String(claims["iss"]));
    if (!app) return "Integration not found";
    const signature = Buffer.from(parts[2] ?? "", "base64url");
    if (!verify("RSA-SHA256", Buffer.from(`${parts[0]}.${parts[1]}`), app.publicKey, signature)) return undecodable;
    return this.checkTimes(claims["iat"], claims["exp"]) ?? app;
  }

  private checkTimes(issued: unknown, expires: unknown): string | null {
    const nowS = this.clock.nowMs() / 1000;
    if (!Number.isInteger(issued) || (issued as number) > nowS + JWT_CLOCK_SKEW_S) {
      return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    }
    if (!Number.isInteger(expires) || (expires as number) <= nowS) {
      return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    }
    const late =
      (expires as number) > nowS + JWT_LIFETIME_MAX_S + JWT_CLOCK_SKEW_S ||
      (expires as number) - (issued as number) > JWT_LIFETIME_MAX_S + JWT_CLOCK_SKEW_S;
    return late ? "'Expiration time' claim ('exp') is too far in the future" : null;
  }
}

export function canRead(account: Account, repository: Repository): boolean {
  if (repository.facts.visibility === "public") return true;
  return (
    account.kind !== "anonymous" &&
    (account.login === repository.owner || repository.facts.readers.includes(account.login))
  );
}

function secretOf(authorization: string): string {
  const [scheme = "", value = ""] = authorization.trim().split(/\s+/, 2);
  if (/^(bearer|token)$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return "";
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const password = decoded.slice(colon + 1);
  return password === "" || password === "x-oauth-basic" ? decoded.slice(0, colon) : password;
}

function parsePart(part: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The header by which GitHub says when a personal token expires. */
export function expiryHeader(token: Token | null): Record<string, string> {
  if (!token?.personal || token.expiresMs === null) return {};
  return {
    "github-authentication-token-expiration": timestamp(token.expiresMs).replace("T", " ").replace("Z", " UTC"),
  };
}
