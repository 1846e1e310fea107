// Sends a reply over HTTP/1.1 or HTTP/2, whole or broken off by a fault.
import type { IncomingMessage, ServerResponse } from "node:http";
import { constants } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { wait } from "../base/clock.ts";
import type { Action } from "../faults/faults.ts";
import { faultyPieces } from "../faults/transfer.ts";
import type { Ending } from "../faults/transfer.ts";
import type { Reply } from "../http/message.ts";

export type Incoming = IncomingMessage;

/** For HTTP/2 Node offers the same calls, and the stream besides. */
export type Outgoing = ServerResponse & { readonly stream?: ServerHttp2Stream };

const GZIP_FROM_BYTES = 1024;

const HOP_HEADERS = new Set(["connection", "transfer-encoding", "keep-alive"]);

/** Returns how many bytes of the body were sent. */
export async function send(
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
  for await (const piece of faultyPieces(reply.body, action, signal)) {
    if (signal.aborted) return sent;
    if (typeof piece === "string") {
      await breakOff(incoming, outgoing, piece, signal);
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

/** Ends the transfer like a broken server or network. */
async function breakOff(incoming: Incoming, outgoing: Outgoing, how: Ending, signal: AbortSignal): Promise<void> {
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

/** Waits until everything written is sent, for a second at most. */
async function flushed(socket: Socket): Promise<void> {
  for (let tries = 0; tries < 100 && socket.writableLength > 0 && !socket.destroyed; ++tries) await wait(10);
}
