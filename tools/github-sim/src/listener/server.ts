// The listener: HTTP/1.1, or HTTP/2 and HTTP/1.1 over TLS. It makes a Request of what arrives, calls the handler and
// sends the reply.
import { createServer } from "node:http";
import type { Server } from "node:http";
import { createSecureServer } from "node:http2";
import type { Http2SecureServer } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { Action } from "../faults/faults.ts";
import { readBody } from "../http/body.ts";
import { API_PREFIX } from "../http/message.ts";
import type { Reply, Request } from "../http/message.ts";
import type { Report, RequestRecord } from "../rules/report.ts";
import type { Certificates } from "./certificates.ts";
import { send } from "./send.ts";
import type { Incoming, Outgoing } from "./send.ts";

/** The reply, and the fault that met the request: its action and its id. */
export interface Handled {
  readonly reply: Reply;
  readonly action: Action;
  readonly fault: number | null;
}

export type Handler = (request: Request) => Promise<Handled>;

export class Listener {
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

  /** Returns the URL that it listens on. */
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
      this.answerFailure(request, outgoing, error);
    } finally {
      for (const end of request.atEnd) end();
      Object.assign(record, request.notes, { ms: performance.now() - startMs });
      this.report.finished(record);
    }
  }

  /** Answers 500 after an exception, which is a bug of the stand-in. */
  private answerFailure(request: Request, outgoing: Outgoing, error: unknown): void {
    if (request.signal.aborted) return;
    process.stderr.write(
      `${request.method} ${request.path}: ${error instanceof Error ? (error.stack ?? "") : String(error)}\n`,
    );
    if (outgoing.headersSent) return void outgoing.destroy();
    outgoing.writeHead(500, { "content-type": "text/plain" });
    outgoing.end("the stand-in failed\n");
  }

  /** Null if the URL is invalid. */
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
