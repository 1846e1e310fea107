// Protects how pull requests are read out of a real repository: states, numbers, branches and merge commits.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Author, temporaryDirectory } from "../testing/repositories.ts";
import { Git } from "./git.ts";
import { GitData } from "./git_data.ts";
import { PullTable } from "./pulls.ts";
import { RealPulls } from "./real_pulls.ts";

async function tableOf(author: Author): Promise<{ table: PullTable; oids: Record<string, string> }> {
  const oids: Record<string, string> = { root: author.commit("root") };
  const topic = (name: string, number: number): void => {
    author.run("checkout", "--quiet", "-b", name, "main");
    oids[name] = author.commit(`Do ${name}`);
    author.run("update-ref", `refs/pull/${number}/head`, oids[name] ?? "");
    author.run("checkout", "--quiet", "main");
  };
  topic("merged", 3);
  author.run("merge", "--quiet", "--no-ff", "-m", "Merge pull request #3 from ada/merged\n\nA proper title", "merged");
  oids["merge"] = author.run("rev-parse", "main");
  topic("squashed", 7);
  oids["squash"] = author.commit("Do squashed (#7)");
  topic("closed", 8);
  topic("open", 9);
  author.run(
    "update-ref",
    "refs/pull/9/merge",
    author.run("commit-tree", "-p", "main", "-p", "open", "-m", "trial", "open^{tree}"),
  );
  author.run("checkout", "--quiet", "-b", "gone");
  author.commit("Do gone");
  author.run("checkout", "--quiet", "main");
  author.run("merge", "--quiet", "--no-ff", "-m", "Merge pull request #12 from stranger/gone\n\nFrom a fork", "gone");
  const runner = new Git();
  after(() => runner.close());
  const data = new GitData(runner, `${author.directory}/.git`);
  await data.refresh();
  return { table: new PullTable(new RealPulls(data, "ada/project")), oids };
}

test("states and commits come from git", async () => {
  const { table, oids } = await tableOf(new Author(temporaryDirectory(), "ada/project"));
  const states = [3, 7, 8, 9, 12].map((number) => table.get(number)?.state);
  assert.deepEqual(states, ["MERGED", "MERGED", "CLOSED", "OPEN", "MERGED"]);
  assert.equal(table.count(), 5);
  assert.equal(table.get(4), undefined);
  const merged = table.get(3);
  assert.equal(merged?.title, "A proper title");
  assert.equal(merged?.mergeOid, oids["merge"]);
  assert.deepEqual(merged?.head, { ref: "merged", oid: oids["merged"], repo: "ada/project" });
  assert.equal(merged?.base.oid, oids["root"]);
  assert.equal(table.get(7)?.mergeOid, oids["squash"]);
  assert.equal(table.get(9)?.closedMs, null);
  assert.equal(table.get(12)?.head.repo, "stranger/project");
});

test("times are in order", async () => {
  const { table } = await tableOf(new Author(temporaryDirectory(), "ada/project"));
  for (const number of table.select({ states: [], order: "UPDATED_AT", descending: true })) {
    const pull = table.get(number);
    assert.ok(
      pull &&
        pull.createdMs <= (pull.closedMs ?? pull.createdMs) &&
        (pull.closedMs ?? pull.createdMs) <= pull.updatedMs,
    );
    assert.equal(pull.mergedMs !== null, pull.state === "MERGED");
  }
});
