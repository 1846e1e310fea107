// Pages of a connection. Clients see cursors as opaque texts.
import { typedError } from "./context.ts";
import type { Context } from "./context.ts";

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** The items of a connection. An item is made only when a page shows it. */
export interface Items<T> {
  readonly type: string;
  count(): number;
  at(index: number): T;
  cursor(index: number): string;
  /** The index of the cursor's item; if the item is gone, a fraction between its neighbours; null for no valid cursor. */
  position(cursor: string): number | null;
}

export interface Connection<T> {
  totalCount: () => number;
  nodes: () => T[];
  edges: () => { cursor: string; node: T }[];
  pageInfo: () => PageInfo;
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/** A cursor as GitHub writes it: base64 of "cursor:v2:" and, unlike GitHub's, JSON. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(`cursor:v2:${JSON.stringify(value)}`).toString("base64");
}

export function decodeCursor(cursor: string): unknown {
  const text = Buffer.from(cursor, "base64").toString("utf8");
  try {
    return text.startsWith("cursor:v2:") ? JSON.parse(text.slice("cursor:v2:".length)) : null;
  } catch {
    return null;
  }
}

/** Items in a fixed order, whose cursors are their positions. */
export function listItems<T>(type: string, list: readonly T[]): Items<T> {
  return {
    type,
    count: () => list.length,
    at: (index) => list[index] as T,
    cursor: (index) => encodeCursor(index + 1),
    position: (cursor) => {
      const value = decodeCursor(cursor);
      return typeof value === "number" ? value - 1 : null;
    },
  };
}

/** Items of which the stand-in knows only the number. */
export function countedItems(total: number): Items<never> {
  const unknown = (): never => {
    throw typedError("NOT_SIMULATED", "The stand-in knows only how many there are.");
  };
  return {
    type: "Node",
    count: () => total,
    at: unknown,
    cursor: (index) => encodeCursor(index + 1),
    position: () => null,
  };
}

export function connect<T>(context: Context, items: Items<T>, args: PageArguments): Connection<T> {
  let range: { start: number; end: number; count: number } | null = null;
  let made: T[] | null = null;
  const page = (): { start: number; end: number; count: number } => (range ??= rangeOf(items, args));
  const nodes = (): T[] => {
    const { start, end } = page();
    if (made) return made;
    made = [];
    for (let index = start; index < end; ++index) {
      context.meter.object(items.type);
      made.push(items.at(index));
    }
    return made;
  };
  return {
    totalCount: () => items.count(),
    nodes,
    edges: () => nodes().map((node, index) => ({ cursor: items.cursor(page().start + index), node })),
    pageInfo: () => {
      const { start, end, count } = page();
      const filled = end > start;
      return {
        hasNextPage: end < count,
        hasPreviousPage: start > 0,
        startCursor: filled ? items.cursor(start) : null,
        endCursor: filled ? items.cursor(end - 1) : null,
      };
    },
  };
}

function rangeOf<T>(items: Items<T>, args: PageArguments): { start: number; end: number; count: number } {
  const count = items.count();
  const after = positionOf(items, args.after, "after");
  const before = positionOf(items, args.before, "before");
  let start = after === null ? 0 : Math.min(count, Math.floor(after) + 1);
  let end = before === null ? count : Math.max(start, Math.ceil(before));
  if (typeof args.first === "number") end = Math.min(end, start + args.first);
  else if (typeof args.last === "number") start = Math.max(start, end - args.last);
  return { start, end, count };
}

function positionOf<T>(items: Items<T>, cursor: string | null | undefined, name: string): number | null {
  if (cursor === null || cursor === undefined) return null;
  const position = items.position(cursor);
  if (position === null)
    throw typedError("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor for \`${name}\`.`);
  return position;
}
