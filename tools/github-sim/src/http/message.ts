// Requests and replies as the services see them, whichever version of HTTP carried them.

export interface Request {
  readonly id: number;
  readonly kind: RequestKind;
  readonly method: string;
  /** Decoded, without the prefix of the API. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** The IP address of the client. */
  readonly address: string;
  /** scheme://host:port that the client used. */
  readonly origin: string;
  readonly body: Buffer;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  /** Run when the reply has been sent, or can't be. */
  readonly atEnd: (() => void)[];
  /** What the report will say of the request. The services fill it in. */
  readonly notes: Notes;
}

export interface Notes {
  account: string;
  operation: string;
  points: number;
  serverS: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | AsyncIterable<Buffer>;
}

export const API_PREFIX = "/api";
const EMPTY = Buffer.alloc(0);

/** The base of all URLs of the REST API, for this client. */
export function apiUrl(request: Request): string {
  return request.origin + API_PREFIX;
}

export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { "content-type": "application/json; charset=utf-8", ...headers }, body };
}

export function textReply(status: number, text: string, type = "text/plain; charset=utf-8"): Reply {
  return { status, headers: { "content-type": type }, body: Buffer.from(text) };
}

export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: EMPTY };
}

export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

export function htmlPage(status: number, title: string): Reply {
  const page = `<!DOCTYPE html>\n<html>\n<head><title>${title} &middot; GitHub</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
  return textReply(status, page, "text/html; charset=utf-8");
}

export type RequestKind = "git" | "rest" | "graphql";
