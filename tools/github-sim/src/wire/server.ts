// The listener: HTTP/1.1, or HTTP/2 and 1.1 over TLS; it turns bytes into requests and replies into bytes.
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createSecureServer, constants } from "node:http2";
import type { Http2SecureServer, ServerHttp2Stream } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { Report, RequestRecord } from "../rules/report.ts";
import { wait } from "../world/clock.ts";
import type { Certificates } from "./certificates.ts";
import { disturb } from "./disturb.ts";
import type { Ending } from "./disturb.ts";
import type { Action } from "./faults.ts";
import { API_PREFIX } from "./message.ts";
import type { Reply, Request } from "./message.ts";

type Incoming = IncomingMessage;
/** Node's compatibility layer gives HTTP/2 the same calls, and its stream beside them. */
type Outgoing = ServerResponse & { readonly stream?: ServerHttp2Stream };

export interface Handled {
  readonly reply: Reply;
  readonly action: Action;
  readonly fault: number | null;
}

export type Handler = (request: Request) => Promise<Handled>;

const BODY_MAX_BYTES = 64 * 1024 * 1024;
const GZIP_FROM_BYTES = 1024;
const HOP_HEADERS = new Set(["connection", "transfer-encoding", "keep-alive"]);

export class SimServer {
  private readonly server: Server | Http2SecureServer;
  private readonly scheme: string;
  private readonly sockets = new Set<Socket>();
  private readonly handler: Handler;
  private readonly report: Report;
  private nextId = 1;

  constructor(handler: Handler, report: Report, certificates: Certificates | null) {
    this.handler = handler;
    this.report = report;
    this.scheme = certificates ? "https" : "http";
    const listener = (incoming: Incoming, outgoing: Outgoing): void => void this.serve(incoming, outgoing);
    this.server = certificates
      ? createSecureServer(
          {
            key: certificates.key,
            cert: certificates.certificate,
            allowHTTP1: true,
            settings: { maxConcurrentStreams: 1000 },
          },
          listener as never,
        )
      : createServer({ keepAliveTimeout: 60_000 }, listener);
    this.server.on(certificates ? "secureConnection" : "connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => undefined); // clients may leave at any time
    });
  }

  /** The address that it listens on. */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, host, resolve);
    });
    return `${this.scheme}://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private async serve(incoming: Incoming, outgoing: Outgoing): Promise<void> {
    const startMs = performance.now();
    const left = new AbortController();
    outgoing.on("close", () => left.abort());
    outgoing.on("error", () => left.abort());
    const body = await readBody(incoming).catch(() => null);
    const request = body && this.request(incoming, body, left.signal);
    if (!request) return void outgoing.destroy();
    const record = recordOf(request, incoming.httpVersion);
    this.report.started();
    try {
      const { reply, action, fault } = await this.handler(request);
      record.fault = fault;
      record.status = reply.status;
      record.sentBytes = await send(incoming, outgoing, reply, action, left.signal);
    } catch (error) {
      this.apologize(request, outgoing, error);
    } finally {
      for (const end of request.atEnd) end();
      Object.assign(record, request.notes, { ms: performance.now() - startMs });
      this.report.finished(record);
    }
  }

  /** For a bug of the stand-in's own. */
  private apologize(request: Request, outgoing: Outgoing, error: unknown): void {
    if (request.signal.aborted) return;
    process.stderr.write(
      `${request.method} ${request.path}: ${error instanceof Error ? (error.stack ?? "") : String(error)}\n`,
    );
    if (outgoing.headersSent) return void outgoing.destroy();
    outgoing.writeHead(500, { "content-type": "text/plain" });
    outgoing.end("the stand-in failed\n");
  }

  /** Null for what has no sense as an address. */
  private request(incoming: Incoming, body: Buffer, signal: AbortSignal): Request | null {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(incoming.headers))
      headers[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
    const origin = `${this.scheme}://${headers[":authority"] ?? headers["host"] ?? "localhost"}`;
    const address = origin + (incoming.url ?? "/").replace(/^\/+/, "/");
    if (!URL.canParse(address)) return null;
    const { pathname, searchParams } = new URL(address);
    const inApi = pathname === API_PREFIX || pathname.startsWith(`${API_PREFIX}/`);
    const path = decode(inApi ? pathname.slice(API_PREFIX.length) : pathname);
    return {
      id: this.nextId++,
      kind: !inApi ? "git" : path === "/graphql" ? "graphql" : "rest",
      method: incoming.method ?? "GET",
      path,
      query: searchParams,
      headers,
      address: incoming.socket.remoteAddress ?? "",
      origin,
      body,
      signal,
      atEnd: [],
      notes: { account: "unknown", operation: "unknown", points: 0, serverS: 0 },
    };
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function recordOf(request: Request, httpVersion: string): RequestRecord {
  return {
    id: request.id,
    at: new Date().toISOString(),
    kind: request.kind,
    method: request.method,
    path: request.path,
    account: "unknown",
    operation: "unknown",
    status: 0,
    sentBytes: 0,
    receivedBytes: request.body.length,
    points: 0,
    serverS: 0,
    ms: 0,
    fault: null,
    httpVersion,
  };
}

export async function readBody(incoming: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming) {
    size += piece.length;
    if (size > BODY_MAX_BYTES) throw new Error("the request's body is too large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** The bytes of the body that were sent. */
async function send(
  incoming: Incoming,
  outgoing: Outgoing,
  original: Reply,
  action: Action,
  signal: AbortSignal,
): Promise<number> {
  const reply = compressed(incoming, original);
  const headers: Record<string, string> = {
    server: "github.com",
    date: new Date().toUTCString(),
    "x-github-request-id": `SIM:${Date.now().toString(16)}`,
  };
  for (const [name, value] of Object.entries(reply.headers))
    if (!HOP_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  if (Buffer.isBuffer(reply.body) && reply.status !== 304 && reply.status !== 204)
    headers["content-length"] = String(reply.body.length);
  outgoing.writeHead(reply.status, headers);
  let sent = 0;
  if (incoming.method === "HEAD") return finish(outgoing, 0);
  for await (const piece of disturb(reply.body, action, signal)) {
    if (signal.aborted) return sent;
    if (typeof piece === "string") {
      await misbehave(incoming, outgoing, piece, signal);
      return sent;
    }
    sent += piece.length;
    if (!outgoing.write(piece)) await drained(outgoing, signal);
  }
  return finish(outgoing, sent);
}

function finish(outgoing: Outgoing, sent: number): number {
  outgoing.end();
  return sent;
}

function drained(outgoing: Outgoing, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off("drain", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    outgoing.on("drain", done);
    signal.addEventListener("abort", done);
  });
}

function compressed(incoming: Incoming, reply: Reply): Reply {
  const accepted = String(incoming.headers["accept-encoding"] ?? "");
  if (!Buffer.isBuffer(reply.body) || reply.body.length < GZIP_FROM_BYTES || !/\bgzip\b/.test(accepted)) return reply;
  return {
    ...reply,
    headers: { ...reply.headers, "content-encoding": "gzip" },
    body: gzipSync(reply.body, { level: 1 }),
  };
}

/** Ends the transfer as a broken server or network would. */
async function misbehave(incoming: Incoming, outgoing: Outgoing, how: Ending, signal: AbortSignal): Promise<void> {
  if (how === "stall") {
    await new Promise<void>((resolve) =>
      signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve()),
    );
  } else if (outgoing.stream) {
    outgoing.stream.close(how === "reset" ? constants.NGHTTP2_INTERNAL_ERROR : constants.NGHTTP2_CANCEL);
  } else {
    await flushed(incoming.socket);
    if (how === "reset") incoming.socket.resetAndDestroy();
    else incoming.socket.destroy();
  }
}

/** What was written has gone out, or the client doesn't take it. */
async function flushed(socket: Socket): Promise<void> {
  for (let tries = 0; tries < 100 && socket.writableLength > 0 && !socket.destroyed; ++tries) await wait(10);
}
