// Walks and compares histories. The order is that of `git log`: the newest committer date first, and a commit only
// after one of its children.
import type { Commit } from "./commit.ts";

interface Queued {
  readonly commit: Commit;
  readonly order: number;
}

/** The commit `start` and all its ancestors. */
export function walkByDate(commits: ReadonlyMap<string, Commit>, start: string): Commit[] {
  const found: Commit[] = [];
  const seen = new Set<string>([start]);
  const heap: Queued[] = [];
  const first = commits.get(start);
  if (first) push(heap, { commit: first, order: 0 });
  for (let next = pop(heap); next; next = pop(heap)) {
    found.push(next.commit);
    for (const oid of next.commit.parents) {
      const parent = commits.get(oid);
      if (!parent || seen.has(oid)) continue;
      seen.add(oid);
      push(heap, { commit: parent, order: seen.size });
    }
  }
  return found;
}

/** How many commits `head` has that `base` lacks (ahead), and the other way round (behind). */
export function compare(
  commits: ReadonlyMap<string, Commit>,
  base: string,
  head: string,
): { ahead: number; behind: number } {
  const ofBase = reachable(commits, base);
  const ofHead = reachable(commits, head);
  let shared = 0;
  for (const oid of ofHead) if (ofBase.has(oid)) ++shared;
  return { ahead: ofHead.size - shared, behind: ofBase.size - shared };
}

function reachable(commits: ReadonlyMap<string, Commit>, start: string): Set<string> {
  const seen = new Set<string>([start]);
  // The set grows while the loop walks it.
  for (const oid of seen) for (const parent of commits.get(oid)?.parents ?? []) seen.add(parent);
  return seen;
}

/** The later date first, then whichever was reached first. */
function before(one: Queued, other: Queued): boolean {
  const difference = one.commit.committedMs - other.commit.committedMs;
  return difference > 0 || (difference === 0 && one.order < other.order);
}

function push(heap: Queued[], item: Queued): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(item, heap[parent] as Queued)) break;
    heap[at] = heap[parent] as Queued;
    at = parent;
  }
  heap[at] = item;
}

function pop(heap: Queued[]): Queued | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Queued, heap[child] as Queued)) ++child;
    if (!before(heap[child] as Queued, last)) break;
    heap[at] = heap[child] as Queued;
    at = child;
  }
  heap[at] = last;
  return top;
}
