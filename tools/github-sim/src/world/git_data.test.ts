// Protects what the stand-in says of a repository against git's own word: references, history, counts, and changes that
// others make while it runs.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Author, git, temporaryDirectory } from "../testing/repositories.ts";
import { Git } from "./git.ts";
import { GitData } from "./git_data.ts";
import { compare } from "./history.ts";

function branchy(): Author {
  const author = new Author(temporaryDirectory(), "o/n");
  author.commit("root");
  for (let round = 0; round < 4; ++round) {
    author.run("checkout", "--quiet", "-b", `topic-${round}`);
    author.commit(`on topic ${round}\n\nwith a body\n`);
    author.run("checkout", "--quiet", "main");
    author.commit(`on main ${round}`);
    if (round % 2 === 0) author.run("merge", "--quiet", "--no-ff", "-m", `Merge ${round}`, `topic-${round}`);
  }
  author.run("tag", "-a", "-m", "annotated", "v1");
  author.run("tag", "light");
  return author;
}

async function read(author: Author): Promise<GitData> {
  const runner = new Git();
  after(() => runner.close());
  const data = new GitData(runner, `${author.directory}/.git`);
  await data.refresh();
  return data;
}

test("references and history are git's", async () => {
  const author = branchy();
  const data = await read(author);
  assert.deepEqual(
    data.branches(),
    author.run("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").split("\n"),
  );
  assert.deepEqual(data.tags(), ["light", "v1"]);
  assert.equal(data.defaultBranch, "main");
  const history = data.history(author.run("rev-parse", "main")).map(({ oid }) => oid);
  assert.deepEqual(history, author.run("rev-list", "main").split("\n"));
  assert.equal(data.resolve("v1")?.oid, history[0]);
  assert.equal(data.resolve("topic-1")?.message, "on topic 1\n\nwith a body");
  assert.equal(data.tip()?.authoredAt, author.run("log", "-1", "--format=%aI", "main"));
});

test("ahead and behind are git's", async () => {
  const author = branchy();
  const data = await read(author);
  for (const branch of data.branches()) {
    const [behind, ahead] = author
      .run("rev-list", "--left-right", "--count", `main...${branch}`)
      .split("\t")
      .map(Number);
    assert.deepEqual(compare(data.commits, data.branch("main") ?? "", data.branch(branch) ?? ""), { ahead, behind });
  }
});

test("a change from outside is seen once", async () => {
  const author = branchy();
  const data = await read(author);
  assert.equal(await data.refresh(), false);
  const oid = author.commit("pushed by somebody");
  assert.equal(await data.refresh(), true);
  assert.equal(data.tip()?.oid, oid);
  assert.equal(await data.refresh(), false);
  author.run("branch", "-D", "topic-1");
  assert.equal(await data.refresh(), true);
  assert.equal(data.branch("topic-1"), undefined);
  git(author.directory, ["pack-refs", "--all"]);
  assert.equal(await data.refresh(), false, "packed references are the same references");
});

test("an empty repository is empty", async () => {
  const data = await read(new Author(temporaryDirectory(), "o/n"));
  assert.equal(data.isEmpty(), true);
  assert.equal(data.tip(), undefined);
});
