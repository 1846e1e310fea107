// Faults that change the JSON of an answer.
import { isRecord } from "../base/json.ts";
import type { Reply } from "../http/message.ts";
import type { Action, JsonEdit } from "./faults.ts";

/** The reply as the fault changes it. One that is not JSON stays as it is. */
export function changeJsonBody(reply: Reply, action: Action, asked: Buffer): Reply {
  if (!Buffer.isBuffer(reply.body)) return reply;
  let text = reply.body.toString("utf8");
  if (action.pages !== undefined || action.json !== undefined || action.resource_limits !== undefined)
    text = rewrite(text, action, asked);
  if (action.malformed) text = text.slice(0, Math.ceil(text.length / 2));
  return { ...reply, body: Buffer.from(text) };
}

function rewrite(text: string, action: Action, asked: Buffer): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  if (action.pages) alterPages(value, action.pages, cursorIn(asked));
  if (action.resource_limits !== undefined) limitResources(value, action.resource_limits);
  const inserts: string[] = [];
  for (const edit of action.json ?? [])
    value = replaceAt(value, edit.pointer.split("/").slice(1).map(unescapePointer), edit, inserts);
  return JSON.stringify(value).replace(
    /"\\u0000insert (\d+)"/g,
    (_, index: string) => inserts[Number(index)] ?? "null",
  );
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function replaceAt(value: unknown, path: readonly string[], edit: JsonEdit, inserts: string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return insertion(edit, inserts);
  if (typeof value !== "object" || value === null) return value;
  for (const name of key === "*" ? Object.keys(value) : [key]) {
    if (rest.length === 0 && edit.remove) Reflect.deleteProperty(value, name);
    else if (rest.length === 0 || name in value)
      Reflect.set(value, name, replaceAt(Reflect.get(value, name), rest, edit, inserts));
  }
  return value;
}

/** Puts a mark into the value. The text takes its place once the whole value is written as JSON. */
function insertion(edit: JsonEdit, inserts: string[]): string {
  inserts.push(jsonText(edit));
  return `\u0000insert ${inserts.length - 1}`;
}

function jsonText(edit: JsonEdit): string {
  if (edit.raw !== undefined) return edit.raw;
  if (edit.deep !== undefined) return "[".repeat(edit.deep) + "]".repeat(edit.deep);
  if (edit.huge !== undefined) return `"${"x".repeat(edit.huge)}"`;
  if (edit.lone_surrogate) return '"lone \\ud800 surrogate"';
  return JSON.stringify(edit.value ?? null);
}

/** The cursor that the query went on from, if any. */
function cursorIn(asked: Buffer): string | null {
  return /"(Y3Vyc29y[A-Za-z0-9+/=]*|[0-9a-f]{40} \d+)"/.exec(asked.toString("utf8"))?.[1] ?? null;
}

function alterPages(value: unknown, how: NonNullable<Action["pages"]>, previous: string | null): void {
  if (typeof value !== "object" || value === null) return;
  if (isRecord(value)) alterPage(value, how, previous);
  for (const inner of Object.values(value)) alterPages(inner, how, previous);
}

function alterPage(value: Record<string, unknown>, how: NonNullable<Action["pages"]>, previous: string | null): void {
  if ("hasNextPage" in value) {
    if (how === "always_more") value["hasNextPage"] = true;
    if (how === "never_more") value["hasNextPage"] = false;
    if (how === "no_cursor") Object.assign(value, { hasNextPage: true, endCursor: null });
    if (how === "same_cursor") Object.assign(value, { hasNextPage: true, endCursor: previous ?? value["endCursor"] });
  }
  const nodes = value["nodes"];
  if (!Array.isArray(nodes)) return;
  if (how === "null_nodes") value["nodes"] = nodes.map((node, index) => (index % 2 === 0 ? null : node));
  if (how === "short") shorten(value, nodes);
}

/** As GitHub has been seen to do: fewer than there are, and a smaller count that fits. */
function shorten(value: Record<string, unknown>, nodes: readonly unknown[]): void {
  value["nodes"] = nodes.slice(0, Math.floor(nodes.length / 2));
  if (typeof value["totalCount"] === "number") value["totalCount"] -= Math.ceil(nodes.length / 2);
}

function limitResources(value: unknown, keep: number): void {
  if (!isRecord(value) || !isRecord(value["data"])) return;
  const { data } = value;
  const errors = Array.isArray(value["errors"]) ? [...value["errors"]] : [];
  for (const key of Object.keys(data)
    .filter((name) => name !== "rateLimit")
    .slice(keep)) {
    data[key] = null;
    errors.push({ type: "RESOURCE_LIMITS_EXCEEDED", path: [key], message: "Resource limits for this query exceeded." });
  }
  value["errors"] = errors;
}
