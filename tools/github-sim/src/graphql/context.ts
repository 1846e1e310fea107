// What resolvers get: who asks, and the objects that pass between them.
import { GraphQLError } from "graphql";
import type { Account } from "../rules/accounts.ts";
import type { Meter } from "../rules/server_time.ts";
import type { Settings } from "../rules/settings.ts";
import type { Commit } from "../world/git_data.ts";
import type { PullRequest } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import type { NodeId } from "./node_id.ts";

export interface Rate {
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
  /** New node ids were asked for. */
  readonly nextIds: boolean;
  /** Where people look at repositories: https://github.com, but here. */
  readonly site: string;
  readonly rate: Rate;
  /** Ids of the old format that were used, for the warning. */
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

export function failure(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
