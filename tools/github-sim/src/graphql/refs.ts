// Branches and tags.
import { compare } from "../world/history.ts";
import type { Repository } from "../world/repository.ts";
import { connect, listItems } from "./connection.ts";
import type { CommitNode, Context, RefNode, TagNode } from "./context.ts";
import { failure } from "./context.ts";
import type { Arguments, TypeFields } from "./fields.ts";
import { fieldsOf } from "./fields.ts";
import { encodeNodeId } from "./node_id.ts";

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

/** What an oid of this repository stands for. */
export function objectOf(repository: Repository, oid: string): CommitNode | null {
  const commit = repository.git.commit(oid);
  return commit ? { kind: "Commit", repository, commit } : null;
}

function targetOf({ repository, prefix, name }: RefNode): CommitNode | TagNode | null {
  const reference = repository.git.references.get(prefix + name);
  if (!reference) return null;
  if (reference.type !== "tag") return objectOf(repository, reference.oid);
  return { kind: "Tag", repository, name, oid: reference.oid, target: reference.peeled };
}

/** Seen from the reference: how far `headRef` is ahead of it and behind. */
function comparison({ repository, prefix, name }: RefNode, headRef: string): unknown {
  const base = repository.git.references.get(prefix + name)?.peeled ?? "";
  const head = repository.git.resolve(headRef);
  if (!head) throw failure("NOT_FOUND", `Could not resolve the head reference '${headRef}'.`);
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
    target: ({ repository, target }) => objectOf(repository, target),
  }),
};
