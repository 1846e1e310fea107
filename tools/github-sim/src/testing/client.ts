// A running stand-in for tests, and a client of it that has a token.
import { after } from "node:test";
import { readOptions } from "../options.ts";
import { startSimulator } from "../simulator.ts";
import type { Simulator } from "../simulator.ts";

export type Json = Record<string, unknown>;

export const TOKEN = "ghp_alice";

export interface Client {
  readonly simulator: Simulator;
  readonly url: string;
  rest(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  graphql(
    query: string,
    variables?: Json,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: Json }>;
  control(method: string, path: string, body?: unknown): Promise<Json>;
}

/** Starts a stand-in with these options. It is closed after the tests of the file. */
export async function simulate(...args: string[]): Promise<Client> {
  const options = readOptions(["--token", `${TOKEN}=alice`, "--token", "ghp_bob=bob", "--control-port", "0", ...args]);
  if (options === "help") throw new Error("no help wanted");
  const simulator = await startSimulator(options);
  after(() => simulator.close());
  const { url, controlUrl } = simulator;
  const authorized = { authorization: `Bearer ${TOKEN}`, "user-agent": "tests" };
  return {
    simulator,
    url,
    rest: (path, headers = {}, method = "GET") =>
      fetch(`${url}/api${path}`, { method, redirect: "manual", headers: { ...authorized, ...headers } }),
    graphql: async (query, variables = {}, headers = {}) => {
      const request = {
        method: "POST",
        headers: { ...authorized, "content-type": "application/json", ...headers },
        body: JSON.stringify({ query, variables }),
      };
      const response = await fetch(`${url}/api/graphql`, request);
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: JSON.parse(text) as Json };
    },
    control: async (method, path, body) => {
      const response = await fetch(`${controlUrl ?? ""}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const value = (await response.json()) as Json;
      if (response.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
      return value;
    },
  };
}

/** The value at a path like "data.r0.name"; undefined if a part of the path is missing. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
      value,
    );
}
