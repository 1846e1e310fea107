// The control port: plain HTTP and JSON, for tests only. It changes repositories, orders faults, and reports.
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "../http/body.ts";
import { ChangeRefused } from "../world/changes.ts";
import { ControlRefused } from "./body.ts";
import type { Body } from "./body.ts";

export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Body;
}

/** Returns the JSON to answer, or undefined if the request is not for it. */
export type ControlRoute = (request: ControlRequest) => Promise<unknown>;

export class ControlServer {
  private readonly server: Server;
  private readonly routes: readonly ControlRoute[];

  constructor(routes: readonly ControlRoute[]) {
    this.routes = routes;
    this.server = createServer((incoming, outgoing) => void this.serve(incoming, outgoing));
  }

  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, host, resolve);
    });
    return `http://${host}:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [status, value] = await this.answer(incoming).catch((error: unknown) => failureOf(error));
    outgoing.writeHead(status, { "content-type": "application/json" });
    outgoing.end(`${JSON.stringify(value)}\n`);
  }

  private async answer(incoming: IncomingMessage): Promise<[number, unknown]> {
    const url = new URL(incoming.url ?? "/", "http://control");
    const text = (await readBody(incoming)).toString("utf8");
    let body: unknown = {};
    if (text !== "" && incoming.headers["content-type"] !== "application/x-git-upload-pack-request") body = parse(text);
    const request: ControlRequest = {
      method: incoming.method ?? "GET",
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
      body: body as Body,
    };
    for (const route of this.routes) {
      const value = await route(request);
      if (value !== undefined) return [200, value];
    }
    return [404, { error: `no ${request.method} ${request.path}; see README.md` }];
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlRefused("the body is no JSON");
  }
}

function failureOf(error: unknown): [number, unknown] {
  const message = error instanceof Error ? error.message : String(error);
  return [error instanceof ControlRefused || error instanceof ChangeRefused ? 422 : 400, { error: message }];
}
