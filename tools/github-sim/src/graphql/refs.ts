// Branches and tags.
import { compare } from "../world/history.ts";
import { encodeNodeId } from "../world/node_id.ts";
import type { Repository } from "../world/repository.ts";
import { connect, listItems } from "./connection.ts";
import { typedError } from "./context.ts";
import type { CommitNode, Context, RefNode, TagNode } from "./context.ts";
import { fieldsOf } from "./fields.ts";
import type { Arguments, TypeFields } from "./fields.ts";

export function refOf(repository: Repository, prefix: string, name: string): RefNode | null {
  return repository.git.references.has(prefix + name) ? { kind: "Ref", repository, prefix, name } : null;
}

export function refConnection(repository: Repository, args: Arguments, context: Context): unknown {
  const prefix = String(args["refPrefix"]);
  if (!prefix.startsWith("refs/") || !prefix.endsWith("/")) return null;
  const query = typeof args["query"] === "string" ? args["query"] : "";
  const names = [...repository.git.references.keys()].filter(
    (name) => name.startsWith(prefix) && name.slice(prefix.length).includes(query),
  );
  const descending =
    args["direction"] === "DESC" ||
    (args["orderBy"] as { direction?: string } | null | undefined)?.direction === "DESC";
  if (descending) names.reverse();
  const refs = names.map((name): RefNode => ({ kind: "Ref", repository, prefix, name: name.slice(prefix.length) }));
  return connect(context, listItems("Ref", refs), args);
}

/** The commit with that oid, or null. */
export function commitNode(repository: Repository, oid: string): CommitNode | null {
  const commit = repository.git.commit(oid);
  return commit ? { kind: "Commit", repository, commit } : null;
}

function targetOf({ repository, prefix, name }: RefNode): CommitNode | TagNode | null {
  const reference = repository.git.references.get(prefix + name);
  if (!reference) return null;
  if (reference.type !== "tag") return commitNode(repository, reference.oid);
  return { kind: "Tag", repository, name, oid: reference.oid, target: reference.peeled };
}

/** How far `headRef` is ahead of the reference, and how far behind it. */
function comparison({ repository, prefix, name }: RefNode, headRef: string): unknown {
  const base = repository.git.references.get(prefix + name)?.peeled ?? "";
  const head = repository.git.resolve(headRef);
  if (!head) throw typedError("NOT_FOUND", `Could not resolve the head reference '${headRef}'.`);
  const { ahead, behind } = compare(repository.git.commits, base, head.oid);
  const status = ahead > 0 ? (behind > 0 ? "DIVERGED" : "AHEAD") : behind > 0 ? "BEHIND" : "IDENTICAL";
  return { aheadBy: ahead, behindBy: behind, status };
}

export const refResolvers: Readonly<Record<string, TypeFields>> = {
  Ref: fieldsOf<RefNode>({
    id: ({ repository, prefix, name }, _args, context) =>
      encodeNodeId("Ref", [repository.id, prefix + name], context.nextIds),
    target: (ref) => targetOf(ref),
    compare: (ref, args) => comparison(ref, String(args["headRef"])),
  }),
  Tag: fieldsOf<TagNode>({
    id: ({ repository, oid }, _args, context) => encodeNodeId("Tag", [repository.id, oid], context.nextIds),
    abbreviatedOid: ({ oid }) => oid.slice(0, 7),
    target: ({ repository, target }) => commitNode(repository, target),
  }),
};
