// Requests to the API: typed by its own document, at most four at once, revalidated by ETag, given up when nobody wants
// the answer any more.
//
//   const answer = await api.GET("/v1/projects/{owner}/{name}", { params: { path: { owner, name } }, signal });
//   const project = valueOrThrow(answer);      throws Problem
//
// A failure is a Problem: one of the API's own (code, request_id), or `unreachable` when no answer came.
import { signal } from "./signals.ts";
import type { Client } from "openapi-fetch";
import type { paths } from "./api_types.ts";

export class Problem extends Error {
  readonly status: number;
  /** A code of docs/errors.md, or "unreachable", or "unreadable" for an answer that is not the API's. */
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly retryAfterS: number | undefined;

  constructor(status: number, code: string, title: string, detail = "", requestId = "", retryAfterS?: number) {
    super(title);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
    this.retryAfterS = retryAfterS;
  }
}

const AT_ONCE = 4;
/** A connection that is dead without saying so holds up no others for longer than this. */
const LONGEST_READ_MS = 60_000;
const KEPT_ANSWERS = 64;
const KEPT_BYTES = 16 * 1024 * 1024;

/** While the server gives no answer: since when, and when it gave the last one. */
export const unreached = signal<{ since: Date; answeredAt: Date | undefined } | undefined>(undefined);
let answeredAt: Date | undefined;

/** How often an answer was that a key is needed: a session may have ended. */
export const keyWanted = signal(0);

async function noticed(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    readClock(response);
    answeredAt = serverNow();
    unreached.value = undefined;
    return response;
  } catch (error) {
    if (!isGivenUp(error)) unreached.value ??= { since: serverNow(), answeredAt };
    throw error;
  }
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn(request: Request): Promise<Response> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    request.signal.throwIfAborted();
    return await noticed(request);
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

interface KeptAnswer {
  etag: string;
  body: Blob;
  type: string;
}
const kept = new Map<string, KeptAnswer>();

function keep(url: string, answer: KeptAnswer): void {
  kept.delete(url);
  kept.set(url, answer);
  let bytes = 0;
  for (const { body } of kept.values()) bytes += body.size;
  for (const [oldest, { body }] of kept) {
    if (kept.size <= KEPT_ANSWERS && bytes <= KEPT_BYTES) break;
    kept.delete(oldest);
    bytes -= body.size;
  }
}

/** How far the clock of this machine is from the server's: add to Date.now(). */
export const clockOffsetMs = signal(0);

function readClock(response: Response): void {
  const offset = Date.parse(response.headers.get("date") ?? "") - Date.now();
  // The header has whole seconds, and an answer takes its time: less is no change.
  if (Math.abs(offset - clockOffsetMs.peek()) >= 2_000) clockOffsetMs.value = offset;
}

export function serverNow(): Date {
  return new Date(Date.now() + clockOffsetMs.peek());
}

type Parameter = string | number | boolean | readonly (string | number)[] | undefined;
interface Asked {
  params?: { path?: Record<string, string | number>; query?: Record<string, Parameter> };
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  parseAs?: "text";
}

function urlOf(route: string, { path = {}, query = {} }: NonNullable<Asked["params"]>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    // Projects are asked for one by one; all other lists are words with commas between them.
    if (name === "project" && Array.isArray(value)) for (const project of value) search.append(name, String(project));
    else search.append(name, String(value));
  }
  const text = search.toString();
  return route.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name]!)) + (text === "" ? "" : `?${text}`);
}

/** The response, with a kept body where the server says that it is still right. */
async function revalidated(url: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
  // What has changed since a revision is asked for once.
  const mayKeep = init.method === "GET" && !url.includes("after=");
  const before = mayKeep ? kept.get(url) : undefined;
  if (before !== undefined) init.headers["If-None-Match"] = before.etag;
  const response = await inTurn(new Request(url, init));
  if (response.status === 304 && before !== undefined) {
    keep(url, before);
    return new Response(before.body, { status: 200, headers: { "Content-Type": before.type, ETag: before.etag } });
  }
  const etag = response.headers.get("etag");
  if (mayKeep && response.status === 200 && etag !== null) {
    keep(url, { etag, body: await response.clone().blob(), type: response.headers.get("content-type") ?? "" });
  }
  return response;
}

async function send(method: string, route: string, asked: Asked = {}): Promise<Answer<unknown>> {
  const { params = {}, body, headers = {}, parseAs } = asked;
  const limit = method === "GET" ? [AbortSignal.timeout(LONGEST_READ_MS)] : [];
  const signal = AbortSignal.any([...limit, ...(asked.signal === undefined ? [] : [asked.signal])]);
  const init: RequestInit & { headers: Record<string, string> } = { method, signal, cache: "no-store", headers: { ...headers } };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers["Content-Type"] = "application/json";
  }
  const { response, text } = await revalidated(urlOf(route, params), init)
    .then(async (answer) => ({ response: answer, text: await answer.text() }))
    .catch((error: unknown) => {
      throw isGivenUp(error) ? error : new Problem(0, "unreachable", "The server can't be reached", String(error));
    });
  if (response.ok && parseAs === "text") return { data: text, response };
  let read: unknown;
  try {
    read = text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    if (response.ok) throw error;
  }
  // All that the API answers is an object.
  if (read === null) throw new TypeError("null");
  return response.ok ? { data: read, response } : { error: read ?? text, response };
}

const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;
// The types are those of openapi-fetch, which tell paths, parameters and answers apart by the API's document. Its code is
// not taken: it is 2.5 kB, a twentieth of the first load, mostly for ways to write parameters that the API does not have.
export const api = Object.fromEntries(
  METHODS.map((method) => [method, (route: string, asked?: Asked) => send(method, route, asked)]),
) as unknown as Pick<Client<paths>, (typeof METHODS)[number]>;

/** Forgets all kept answers: another person may have signed in. */
export function forgetAnswers(): void {
  kept.clear();
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export function valueOrThrow<T>(answer: Answer<T>): T {
  if (answer.error !== undefined || !answer.response.ok) throw problemOf(answer.error, answer.response);
  return answer.data as T;
}

function problemOf(body: unknown, response: Response): Problem {
  const { code, title, detail, request_id } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (code === "key_missing") keyWanted.value += 1;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new Problem(
    response.status,
    typeof code === "string" ? code : "unreadable",
    typeof title === "string" ? title : `The server answered ${response.status}`,
    typeof detail === "string" ? detail : "",
    typeof request_id === "string" ? request_id : (response.headers.get("x-request-id") ?? ""),
    Number.isNaN(retryAfter) ? undefined : retryAfter,
  );
}

const isGivenUp = (error: unknown) => error instanceof DOMException && error.name === "AbortError";

/** What went wrong, as a Problem; undefined for a request that was given up on purpose. */
export function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  return isGivenUp(error) ? undefined : new Problem(0, "unreadable", "The answer could not be read", String(error));
}
