// What all resolvers are given, and the objects that they pass on to each other.
import { GraphQLError } from "graphql";
import type { Account } from "../rules/accounts.ts";
import type { Meter } from "../rules/server_time.ts";
import type { Settings } from "../rules/settings.ts";
import type { Commit } from "../world/commit.ts";
import type { NodeId } from "../world/node_id.ts";
import type { PullRequest } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";

export interface RateLimit {
  cost: number;
  nodeCount: number;
  limit: number;
  remaining: number;
  used: number;
  resetAt: string;
}

export interface Context {
  readonly world: World;
  readonly settings: Settings;
  readonly account: Account;
  readonly meter: Meter;
  /** Whether the client asked for node ids of the new format. */
  readonly nextIds: boolean;
  /** The base of URLs for people: what https://github.com is at GitHub. */
  readonly site: string;
  readonly rate: RateLimit;
  /** Ids of the old format that the query used. The answer warns of them. */
  readonly deprecatedIds: NodeId[];
}

export interface CommitNode {
  readonly kind: "Commit";
  readonly repository: Repository;
  readonly commit: Commit;
}

export interface TagNode {
  readonly kind: "Tag";
  readonly repository: Repository;
  readonly name: string;
  readonly oid: string;
  readonly target: string;
}

export interface RefNode {
  readonly kind: "Ref";
  readonly repository: Repository;
  readonly prefix: string;
  readonly name: string;
}

export interface PullNode {
  readonly kind: "PullRequest";
  readonly repository: Repository;
  readonly pull: PullRequest;
}

/** An error of the kind `type`, as GitHub names it beside the message; `shown` is what its `extensions` hold. */
export function typedError(type: string, message: string, shown?: Readonly<Record<string, unknown>>): GraphQLError {
  return new GraphQLError(message, { extensions: { type, shown } });
}
