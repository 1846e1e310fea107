// Control requests that change repositories.
import type { Facts } from "../world/facts.ts";
import {
  closePull,
  collectGarbage,
  createBranch,
  createTag,
  deleteReference,
  describePull,
  editPull,
  mergePull,
  openPull,
  push,
  reopenPull,
  reviewPull,
  setDefaultBranch,
} from "../world/changes.ts";
import type { PullRequest, ReviewState } from "../world/pulls.ts";
import type { Repository } from "../world/repository.ts";
import type { Blueprint, World } from "../world/world.ts";
import { fnv1a } from "../world/hash.ts";
import { ControlRefused, flag, integer, present, requiredText, text, texts } from "./body.ts";
import type { Body } from "./body.ts";
import type { ControlRequest, ControlRoute } from "./server.ts";

type Change = (world: World, repository: Repository, body: Body) => Promise<unknown> | unknown;

const REPOSITORY_PATH = /^\/repositories\/([^/]+)\/([^/]+)(?:\/([a-z-]+))?(?:\/(\d+))?$/;
const REVIEWS: readonly string[] = ["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"];

/** Facts that are set as they are; times in seconds have a name of their own. */
const FACTS: readonly (keyof Facts)[] = [
  "description",
  "homepage",
  "topics",
  "license",
  "visibility",
  "archived",
  "disabled",
  "fork",
  "template",
  "stars",
  "forks",
  "watchers",
  "openIssues",
  "closedIssues",
  "releases",
  "sizeKb",
  "languages",
  "barred",
  "readers",
  "createdMs",
  "updatedMs",
  "pushedMs",
  "archivedMs",
];

const CHANGES: Readonly<Record<string, Change>> = {
  push: (world, repository, body) => pushed(world, repository, body, 0),
  "force-push": (world, repository, body) => pushed(world, repository, body, 1),
  branch: async (world, repository, body) => {
    await createBranch(world, repository, requiredText(body, "name"), text(body, "from"));
    return describe(repository);
  },
  /** Tags move neither `pushed_at` nor `updated_at`. */
  tag: async (world, repository, body) => {
    await createTag(world, repository, requiredText(body, "name"), text(body, "from"));
    return describe(repository);
  },
  "delete-branch": async (world, repository, body) => {
    await deleteReference(world, repository, `refs/heads/${requiredText(body, "name")}`);
    return describe(repository);
  },
  "default-branch": async (world, repository, body) => {
    await setDefaultBranch(world, repository, requiredText(body, "name"));
    return describe(repository);
  },
  gc: async (world, repository) => {
    await collectGarbage(world, repository);
    return describe(repository);
  },
  rename: (world, repository, body) => move(world, repository, repository.owner, requiredText(body, "name")),
  transfer: (world, repository, body) =>
    move(world, repository, requiredText(body, "owner"), text(body, "name") ?? repository.name),
  delete: (world, repository) => {
    world.delete(repository);
    return { deleted: repository.fullName, id: repository.id };
  },
  recreate: async (world, repository, body) => {
    world.delete(repository);
    return describe(
      await world.generate(blueprint(repository.owner, repository.name, { commits: 4, ...body }, `${repository.id}`)),
    );
  },
  star: (world, repository, body) => {
    repository.facts.stars = Math.max(0, repository.facts.stars + (integer(body, "count") ?? 1));
    repository.touch(world.clock.nowMs());
    return describe(repository);
  },
  set: (world, repository, body) => setFacts(world, repository, body),
};

export function changeRoutes(world: World): ControlRoute {
  return async (request) => {
    const { method, path, body } = request;
    if (path === "/repositories" && method === "GET") return world.names();
    if (path === "/repositories" && method === "POST") return create(world, body);
    const [, owner, name, change, number] = REPOSITORY_PATH.exec(path) ?? [];
    if (owner === undefined || name === undefined) return undefined;
    const found = await world.find(owner, name);
    if (!found) throw new ControlRefused(`no repository ${owner}/${name}`);
    if (change === undefined)
      return method === "DELETE" ? CHANGES["delete"]?.(world, found.repository, body) : describe(found.repository);
    if (method !== "POST") return undefined;
    if (change === "pulls") return changePull(world, found.repository, request, number);
    return CHANGES[change]?.(world, found.repository, body);
  };
}

function create(world: World, body: Body): Promise<unknown> {
  const [owner, name] = requiredText(body, "full_name").split("/");
  if (!owner || !name) throw new ControlRefused("`full_name` must be OWNER/NAME");
  return world.generate(blueprint(owner, name, body, "")).then(describe);
}

function blueprint(owner: string, name: string, body: Body, salt: string): Blueprint {
  return {
    owner,
    name,
    commits: integer(body, "commits") ?? 20,
    branches: integer(body, "branches") ?? 2,
    tags: integer(body, "tags") ?? 1,
    pulls: integer(body, "pulls") ?? 10,
    seed: integer(body, "seed") ?? fnv1a(`${owner}/${name}${salt}`),
    facts: factsOf((body["facts"] ?? {}) as Body),
  };
}

async function pushed(world: World, repository: Repository, body: Body, drop: number): Promise<unknown> {
  const author = text(body, "author_email");
  const oid = await push(
    world,
    repository,
    present({
      branch: text(body, "branch"),
      commits: integer(body, "commits"),
      drop: integer(body, "drop") ?? drop,
      message: text(body, "message"),
      seconds: integer(body, "seconds"),
      author: author === undefined ? undefined : { name: text(body, "author_name") ?? author, email: author },
    }),
  );
  return { ...describe(repository), oid };
}

function move(world: World, repository: Repository, owner: string, name: string): unknown {
  world.rename(repository, owner, name);
  repository.touch(world.clock.nowMs());
  return describe(repository);
}

/** GitHub tells of such changes by `updated_at`, but not of all: `"touch": false` leaves the times alone. */
function setFacts(world: World, repository: Repository, body: Body): unknown {
  const { touch, ...facts } = body;
  if (touch !== false) repository.touch(world.clock.nowMs());
  Object.assign(repository.facts, factsOf(facts));
  return describe(repository);
}

function factsOf(body: Body): Partial<Facts> {
  const unknown = Object.keys(body).find((key) => !(FACTS as readonly string[]).includes(key));
  if (unknown !== undefined) throw new ControlRefused(`unknown fact '${unknown}'; there are: ${FACTS.join(", ")}`);
  return body;
}

async function changePull(
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
        present({
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
        present({
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

function describe(repository: Repository): Record<string, unknown> {
  const { git, facts } = repository;
  return {
    id: repository.id,
    full_name: repository.fullName,
    default_branch: git.defaultBranch,
    tip: git.tip()?.oid ?? null,
    branches: git.branches().length,
    pulls: repository.pulls.count(),
    pushed_ms: facts.pushedMs,
    updated_ms: facts.updatedMs,
    git_dir: git.gitDir,
  };
}
