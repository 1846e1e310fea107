// Protects people from being taken for one another, and the sums of those who are shown as one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mergedPerson, type Person, samePeople } from "./same_person.ts";

const person = (name: string | null, login: string | null, more: Partial<Person> = {}): Person => ({
  name,
  login,
  bot: false,
  commits: 1,
  commits_all: 2,
  commits_in_range: null,
  first_commit_at: null,
  last_commit_at: null,
  ...more,
});

test("the same login or the same name may be the same person, also over a third", () => {
  const people = [
    person("Ada Holm", "ada"),
    person("Tom", "tom"),
    person("ada  holm ", null),
    person("A. Holm", "ADA"),
  ];
  assert.deepEqual(samePeople(people), [[0, 2, 3]]);
});

test("names that nobody chose, bots and unreadable names join nobody", () => {
  assert.deepEqual(samePeople([person("root", null), person("root", null)]), []);
  assert.deepEqual(samePeople([person(null, null), person("", null), person(null, null)]), []);
  assert.deepEqual(samePeople([person("deploy", null), person("deploy", null, { bot: true })]), []);
  assert.deepEqual(samePeople([person("S\ufffdren", null), person("S\ufffdren", null)]), []);
});

test("groups are those that a slow comparison of all pairs finds", () => {
  let state = Number(process.env["CPSG_TEST_SEED"] ?? 7);
  const random = (bound: number) => (state = (state * 48_271) % 2_147_483_647) % bound;
  for (let round = 0; round < 40; round += 1) {
    const people = Array.from({ length: 30 }, () =>
      person(random(3) === 0 ? null : `n${random(20)}`, random(3) === 0 ? null : `l${random(20)}`),
    );
    const group = people.map((_, place) => place);
    for (let changed = true; changed;) {
      changed = false;
      for (let a = 0; a < people.length; a += 1) {
        for (let b = 0; b < people.length; b += 1) {
          const [one, two] = [people[a]!, people[b]!];
          const alike = (one.name !== null && one.name === two.name) || (one.login !== null && one.login === two.login);
          if (alike && group[a]! < group[b]!) changed = (group[b] = group[a]!) >= 0;
        }
      }
    }
    const slow = [...new Set(group)].map((root) =>
      people.flatMap((_, place) => (group[place] === root ? [place] : [])),
    );
    assert.deepEqual(
      samePeople(people),
      slow.filter((places) => places.length > 1),
    );
  }
});

test("several as one add up, keep the first and the last time, and null is not 0", () => {
  const merged = mergedPerson([
    person("A. Holm", null, { commits_all: 3, first_commit_at: "2025-01-02T00:00:00Z", commits_in_range: 1 }),
    person("Ada Holm", "ada", {
      commits_all: 9,
      last_commit_at: "2026-05-01T00:00:00Z",
      first_commit_at: "2025-01-02T00:30:00+01:00",
      commits_in_range: null,
    }),
  ]);
  assert.equal(merged.name, "Ada Holm");
  assert.equal(merged.commits_all, 12);
  assert.equal(merged.commits, 2);
  assert.equal(merged.commits_in_range, null);
  assert.equal(merged.first_commit_at, "2025-01-02T00:30:00+01:00");
  assert.equal(merged.last_commit_at, "2026-05-01T00:00:00Z");
});
