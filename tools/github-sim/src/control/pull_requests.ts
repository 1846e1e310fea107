// Control requests that open and change pull requests.
import { timestamp } from "../base/clock.ts";
import { closePull, editPull, mergePull, openPull, reopenPull, reviewPull } from "../world/pull_changes.ts";
import type { PullRequest, ReviewState } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import type { World } from "../world/world.ts";
import { ControlRefused, flag, integer, withoutUndefined, requiredText, text, texts } from "./body.ts";
import type { Body } from "./body.ts";
import type { ControlRequest } from "./server.ts";

const REVIEWS: readonly string[] = ["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"];

export async function changePull(
  world: World,
  repository: Repository,
  { body }: ControlRequest,
  number: string | undefined,
): Promise<unknown> {
  if (number === undefined) {
    return describePull(
      await openPull(
        world,
        repository,
        withoutUndefined({
          title: text(body, "title"),
          body: text(body, "body"),
          author: text(body, "author"),
          head: text(body, "head"),
          base: text(body, "base"),
          draft: flag(body, "draft"),
          labels: texts(body, "labels"),
        }),
      ),
    );
  }
  const pull = repository.pulls.get(Number(number));
  if (!pull) throw new ControlRefused(`no pull request ${number}`);
  return describePull(await actOn(world, repository, pull, body));
}

function actOn(
  world: World,
  repository: Repository,
  pull: PullRequest,
  body: Body,
): PullRequest | Promise<PullRequest> {
  const by = text(body, "by") ?? "octocat";
  switch (requiredText(body, "action")) {
    case "merge":
      return mergePull(world, repository, pull, by);
    case "close":
      return closePull(world, repository, pull);
    case "reopen":
      return reopenPull(world, repository, pull);
    case "review": {
      const state = text(body, "state") ?? "APPROVED";
      if (!REVIEWS.includes(state)) throw new ControlRefused(`\`state\` is one of ${REVIEWS.join(", ")}`);
      return reviewPull(world, repository, pull, by, state as ReviewState);
    }
    case "edit":
      return editPull(
        world,
        repository,
        pull,
        withoutUndefined({
          title: text(body, "title"),
          labels: texts(body, "labels"),
          draft: flag(body, "draft"),
          comments: integer(body, "comments"),
        }),
      );
    default:
      throw new ControlRefused("`action` is one of merge, close, reopen, review, edit");
  }
}

export function describePull(pull: PullRequest): Record<string, unknown> {
  return {
    number: pull.number,
    state: pull.state,
    head: pull.head,
    base: pull.base,
    updated_at: timestamp(pull.updatedMs),
    merge_oid: pull.mergeOid,
  };
}
