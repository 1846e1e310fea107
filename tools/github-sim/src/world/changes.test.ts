// Protects that changes are real git history, that the user's own repositories are never written to, and that the times
// which clients watch move with them.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Clock } from "../base/clock.ts";
import { Author, git, temporaryDirectory } from "../testing/repositories.ts";
import { Git } from "./git.ts";
import { collectGarbage, createBranch, deleteReference, push } from "./git_changes.ts";
import { closePull, mergePull, openPull, reviewPull } from "./pull_changes.ts";
import type { Repository } from "./repository.ts";
import { World } from "./world.ts";

async function realRepository(): Promise<{ world: World; repository: Repository; author: Author }> {
  const root = temporaryDirectory();
  const author = new Author(root, "ada/tree");
  for (const name of ["one", "two", "three"]) author.commit(name);
  const runner = new Git();
  after(() => runner.close());
  const world = new World(runner, new Clock());
  world.addDirectory(root);
  const repository = (await world.find("ada", "tree"))?.repository ?? assert.fail();
  return { world, repository, author };
}

test("a push adds commits, and the original stays as it is", async () => {
  const { world, repository, author } = await realRepository();
  const before = author.run("for-each-ref");
  const old = repository.git.tip()?.oid ?? "";
  const pushedMs = repository.facts.pushedMs ?? 0;
  const oid = await push(world, repository, { commits: 3 });
  assert.equal(author.run("for-each-ref"), before);
  assert.equal(git(repository.git.gitDir, ["rev-list", "--count", `${old}..${oid}`]), "3");
  assert.equal(repository.git.tip()?.oid, oid);
  assert.ok((repository.facts.pushedMs ?? 0) > pushedMs);
  assert.equal((await world.find("ada", "tree"))?.repository.git.tip()?.oid, oid);
});

test("a force-push drops commits", async () => {
  const { world, repository } = await realRepository();
  const old = repository.git.history(repository.git.tip()?.oid ?? "");
  const oid = await push(world, repository, { commits: 1, drop: 2 });
  assert.deepEqual(
    repository.git.history(oid).map(({ message }) => message),
    ["Pushed change 1 of 1", "one"],
  );
  await push(world, repository, { commits: 0, drop: 1 });
  assert.equal(repository.git.tip()?.oid, old[2]?.oid);
});

test("garbage collection forgets what nothing reaches", async () => {
  const { world, repository } = await realRepository();
  const lost = await push(world, repository, { branch: "topic" });
  await deleteReference(world, repository, "refs/heads/topic");
  git(repository.git.gitDir, ["cat-file", "-e", lost]);
  await collectGarbage(world, repository);
  assert.throws(() => git(repository.git.gitDir, ["cat-file", "-e", lost]));
  assert.equal(repository.git.commit(lost), undefined);
});

test("pull requests are opened, reviewed, merged and closed", async () => {
  const { world, repository } = await realRepository();
  await createBranch(world, repository, "topic");
  const head = await push(world, repository, { branch: "topic" });
  const opened = await openPull(world, repository, { head: "topic", title: "Add it", author: "carol" });
  assert.equal(git(repository.git.gitDir, ["rev-parse", `refs/pull/${opened.number}/head`]), head);
  const reviewed = reviewPull(world, repository, opened, "dave", "APPROVED");
  assert.equal(reviewed.reviewDecision, "APPROVED");
  const merged = await mergePull(world, repository, reviewed, "erin");
  assert.equal(merged.mergeOid, repository.git.tip()?.oid);
  assert.deepEqual(repository.git.tip()?.parents[1], head);
  assert.deepEqual(repository.pulls.select({ states: ["MERGED"], order: "UPDATED_AT", descending: true }), [
    opened.number,
  ]);
  const second = await openPull(world, repository, { head: "topic" });
  assert.equal(second.number, opened.number + 1);
  assert.equal(closePull(world, repository, second).state, "CLOSED");
  assert.equal(repository.pulls.count(["OPEN"]), 0);
});
