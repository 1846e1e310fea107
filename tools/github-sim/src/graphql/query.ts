// The root of a query: finds repositories by name, and anything by node id.
import { canRead } from "../rules/accounts.ts";
import { closesAll, wallBefore, wallMessage } from "../rules/walls.ts";
import { decodeNodeId, splitPullId } from "../world/node_id.ts";
import { account } from "../world/people.ts";
import type { Repository } from "../world/repository.ts";
import { typedError } from "./context.ts";
import type { CommitNode, Context, PullNode, RefNode } from "./context.ts";
import { fieldsOf } from "./fields.ts";
import type { TypeFields } from "./fields.ts";

type Node = Repository | PullNode | CommitNode | RefNode;

async function findByName(context: Context, owner: string, name: string, followRenames: boolean): Promise<Repository> {
  context.meter.object("Repository");
  const found = await context.world.find(owner, name);
  if (!found || (found.moved && !followRenames) || !canRead(context.account, found.repository)) {
    throw typedError("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  return refuseWalled(context, found.repository);
}

async function findById(context: Context, id: string): Promise<Node> {
  context.meter.object("Repository");
  const decoded = decodeNodeId(id);
  const found =
    decoded && (decoded.next || !context.settings.refuseOldIds)
      ? await lookUp(context, decoded.type, decoded.parts)
      : undefined;
  if (!decoded || !found) throw typedError("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
  if (!decoded.next) context.deprecatedIds.push(decoded);
  return found;
}

async function lookUp(
  context: Context,
  type: string,
  [first, second]: readonly (number | string)[],
): Promise<Node | undefined> {
  if (typeof first !== "number") return undefined;
  const pull = type === "PullRequest" ? splitPullId(first) : null;
  const repository = await context.world.findById(pull?.repository ?? first);
  if (!repository || !canRead(context.account, repository)) return undefined;
  refuseWalled(context, repository);
  if (type === "Repository") return repository;
  if (pull) {
    const found = repository.pulls.get(pull.number);
    return found && { kind: "PullRequest", repository, pull: found };
  }
  if (typeof second !== "string") return undefined;
  if (type === "Commit") {
    const commit = repository.git.commit(second);
    return commit && { kind: "Commit", repository, commit };
  }
  const prefix = /^refs\/[^/]+\//.exec(second)?.[0] ?? "";
  return type === "Ref" && repository.git.references.has(second)
    ? { kind: "Ref", repository, prefix, name: second.slice(prefix.length) }
    : undefined;
}

/** Throws if GitHub refuses access to the repository, to this account or to everybody; else returns it. */
function refuseWalled(context: Context, repository: Repository): Repository {
  const wall = wallBefore(context.account, repository);
  if (closesAll(wall)) {
    throw typedError("FORBIDDEN", wallMessage(wall, repository.owner), { saml_failure: wall === "sso" });
  }
  return refuseBarred(repository);
}

/** Throws if GitHub refuses it to everybody. */
function refuseBarred(repository: Repository): Repository {
  const { barred } = repository.facts;
  if (barred === "sso") {
    throw typedError(
      "FORBIDDEN",
      `Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.`,
    );
  }
  if (barred === "gone")
    throw typedError("NOT_FOUND", `Could not resolve to a Repository with the name '${repository.fullName}'.`);
  if (barred) throw typedError("FORBIDDEN", "Repository access blocked");
  return repository;
}

export const queryResolvers: Readonly<Record<string, TypeFields>> = {
  Query: fieldsOf<unknown>({
    repository: (_root, args, context) =>
      findByName(context, String(args["owner"]), String(args["name"]), args["followRenames"] !== false),
    node: (_root, args, context) => findById(context, String(args["id"])),
    nodes: (_root, args, context) => (args["ids"] as readonly unknown[]).map((id) => findById(context, String(id))),
    rateLimit: (_root, _args, context) => context.rate,
    viewer: (_root, _args, context) => account(context.account.login),
  }),
};
