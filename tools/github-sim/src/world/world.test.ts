// Protects identity: a name leads to an id, an old name goes on leading there until another repository takes it, and a
// new repository under an old name has another id. Protects too that the same seed gives the same repositories.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Clock } from "../base/clock.ts";
import { Author, git, temporaryDirectory } from "../testing/repositories.ts";
import { Git } from "./git.ts";
import { World } from "./world.ts";

function emptyWorld(): World {
  const runner = new Git();
  after(() => runner.close());
  return new World(runner, new Clock());
}

const SPEC = { owner: "o", name: "n", commits: 30, branches: 4, tags: 2, pulls: 12, seed: 7 };

test("names, numbers and renames", async () => {
  const world = emptyWorld();
  const repository = await world.generate(SPEC);
  assert.equal((await world.find("O", "N"))?.repository, repository);
  world.rename(repository, "o", "renamed");
  assert.deepEqual(await world.find("o", "n"), { repository, moved: true });
  assert.deepEqual(await world.find("o", "renamed"), { repository, moved: false });
  const other = await world.generate({ ...SPEC, commits: 1 });
  assert.notEqual(other.id, repository.id);
  assert.deepEqual(await world.find("o", "n"), { repository: other, moved: false });
  world.delete(repository);
  assert.equal(await world.findById(repository.id), undefined);
  assert.equal(await world.find("o", "renamed"), undefined);
});

test("a fleet is the same for the same seed and costs nothing until it is asked for", async () => {
  const [one, other] = [emptyWorld(), emptyWorld()];
  await one.setFleet(10_000, 5);
  await other.setFleet(10_000, 5);
  const found = await one.find("fleet", "p009999");
  assert.equal(found?.repository.id, 1_000_009_999);
  const same = await other.findById(1_000_009_999);
  assert.deepEqual(same?.facts, found?.repository.facts);
  assert.equal(same?.git.tip()?.oid, found?.repository.git.tip()?.oid);
  assert.deepEqual(same?.pulls.get(1), found?.repository.pulls.get(1));
  assert.equal(await one.find("fleet", "p010000"), undefined);
  assert.equal(await one.find("fleet", "p1"), undefined);
  one.delete(found?.repository ?? assert.fail());
  assert.equal(await one.find("fleet", "p009999"), undefined);
});

test("generated histories have what was asked for", async () => {
  const { git: data } = await emptyWorld().generate({ ...SPEC, commits: 200, branches: 9 });
  const count = git(data.gitDir, ["rev-list", "--count", "--branches"]);
  assert.deepEqual([Number(count), data.branches().length, data.tags().length], [200, 9, 2]);
  assert.equal(data.commits.size, 200);
});

test("real repositories are found, bare or not, and keep their numbers", async () => {
  const root = temporaryDirectory();
  const author = new Author(root, "ada/tree");
  author.commit("first");
  git(root, ["clone", "--quiet", "--bare", author.directory, "ada/bare.git"]);
  git(root, ["clone", "--quiet", "--bare", author.directory, "alone.git"]);
  const [one, other] = [emptyWorld(), emptyWorld()];
  one.addDirectory(root);
  other.addDirectory(root);
  assert.deepEqual(one.names(), ["ada/bare", "ada/tree", "local/alone"]);
  const tree = (await one.find("ada", "tree"))?.repository;
  assert.equal(tree?.git.tip()?.message, "first");
  assert.equal((await other.findById(tree?.id ?? 0))?.fullName, "ada/tree");
});

test("a push from outside moves pushed_at", async () => {
  const root = temporaryDirectory();
  const author = new Author(root, "ada/tree");
  author.commit("first");
  const world = emptyWorld();
  world.addDirectory(root);
  const before = (await world.find("ada", "tree"))?.repository.facts.pushedMs ?? 0;
  author.commit("second");
  const after = (await world.find("ada", "tree"))?.repository.facts.pushedMs ?? 0;
  assert.ok(before < Date.now() - 1e9 && after > Date.now() - 60_000);
});
