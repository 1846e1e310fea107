// Control requests about repositories: they are created, changed and deleted.
import { fnv1a } from "../base/hash.ts";
import { nowToTheSecondMs } from "../world/changes.ts";
import type { Facts } from "../world/facts.ts";
import {
  collectGarbage,
  createBranch,
  createTag,
  deleteReference,
  push,
  setDefaultBranch,
} from "../world/git_changes.ts";
import type { Repository } from "../world/repository.ts";
import type { RepositorySpec, World } from "../world/world.ts";
import { ControlRefused, flag, integer, withoutUndefined, requiredText, text } from "./body.ts";
import type { Body } from "./body.ts";
import { changePull } from "./pull_requests.ts";
import type { ControlRoute } from "./server.ts";

type Change = (world: World, repository: Repository, body: Body) => Promise<unknown> | unknown;

const REPOSITORY_PATH = /^\/repositories\/([^/]+)\/([^/]+)(?:\/([a-z-]+))?(?:\/(\d+))?$/;

/** The facts that may be set. */
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
  "wall",
  "pullsDisabled",
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
      await world.generate(
        repositorySpec(repository.owner, repository.name, { commits: 4, ...body }, `${repository.id}`),
      ),
    );
  },
  star: (world, repository, body) => {
    repository.facts.stars = Math.max(0, repository.facts.stars + (integer(body, "count") ?? 1));
    repository.touch(world.clock.nowMs());
    return describe(repository);
  },
  /** Publishing, editing and deleting move `updated_at`. */
  releases: (world, repository, body) => {
    const tag = requiredText(body, "tag");
    const done = changeRelease(world, repository, tag, body);
    if (!done) throw new ControlRefused(`the tag ${tag} has a release already, or none`);
    repository.touch(world.clock.nowMs());
    return describe(repository);
  },
  set: (world, repository, body) => setFacts(world, repository, body),
};

function changeRelease(world: World, { releases }: Repository, tag: string, body: Body): unknown {
  const values = { name: text(body, "name"), prerelease: flag(body, "prerelease") };
  switch (text(body, "action") ?? "publish") {
    case "publish":
      return releases.publish(tag, nowToTheSecondMs(world), withoutUndefined(values));
    case "edit":
      return releases.edit(tag, withoutUndefined({ ...values, tag: text(body, "new_tag") }));
    case "delete":
      return releases.delete(tag);
    default:
      throw new ControlRefused("`action` is one of publish, edit, delete");
  }
}

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
  return world.generate(repositorySpec(owner, name, body, "")).then(describe);
}

function repositorySpec(owner: string, name: string, body: Body, salt: string): RepositorySpec {
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
    withoutUndefined({
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

/** Most such changes move `updated_at` at GitHub. For the others, `"touch": false` leaves it as it is. */
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

/** What the control port answers about a repository. */
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
