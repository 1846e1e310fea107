// Protects the lists of a project: no row twice or lost in silence, few rows in memory however far one scrolls, every
// act by the keyboard alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page, Route } from "playwright-core";
import { eventually, expectAccessible } from "./testing/browser.ts";
import { browser, withWorld, world } from "./testing/world.ts";

withWorld();

async function on(
  path: string,
  act: (page: Page) => Promise<void>,
  prepare?: (page: Page) => Promise<unknown>,
): Promise<void> {
  const page = await browser.open("about:blank");
  try {
    await prepare?.(page);
    await page.goto(world.url + path);
    await act(page);
  } finally {
    await page.context().close();
  }
}

const rows = (page: Page) => page.locator("tbody tr.rows-row:not(.list-between)");
const count = (page: Page) => page.locator(".block-head [role=status]").first();

function commitAt(place: number, form: string | null): object {
  const date = new Date(Date.UTC(2026, 10, 20) - place * 2_400_000).toISOString().replace(".000Z", "+00:00");
  const who = { name: `Person ${place % 50}`, email: null, date, login: `person-${place % 50}` };
  const message = form === "subject" ? `Row ${place}` : `Row ${place}\n\n${"A long message. ".repeat(20)}`;
  return {
    oid: place.toString(16).padStart(40, "0"),
    parents: [],
    author: who,
    committer: who,
    message,
    additions: null,
    deletions: null,
    bot: false,
  };
}

interface Served {
  revision: (from: number) => string;
  /** Answers in place of the list; undefined lets it answer. */
  instead?: ((from: number) => { status: number; body: object } | undefined) | undefined;
  asked: number[];
}

/** A list of so many commits in place of the project's own. */
function serveCommits(total: number, served: Served): (page: Page) => Promise<unknown> {
  const answer = async (route: Route) => {
    const query = new URL(route.request().url()).searchParams;
    const [from, limit] = [Number(query.get("cursor") ?? 0), Number(query.get("limit"))];
    served.asked.push(from);
    const other = served.instead?.(from);
    if (other !== undefined) {
      await route.fulfill({
        status: other.status,
        contentType: "application/problem+json",
        body: JSON.stringify(other.body),
      });
      return;
    }
    const data = Array.from({ length: Math.max(0, Math.min(limit, total - from)) }, (_, index) =>
      commitAt(from + index, query.get("message")),
    );
    const body = JSON.stringify({ data, next: from + limit < total ? String(from + limit) : null, total });
    await route.fulfill({
      headers: { etag: `W/"${served.revision(from)}"`, "content-type": "application/json" },
      body,
    });
  };
  return (page) => page.route(/\/v1\/projects\/demo\/loom\/commits\?/, answer);
}

const quiet = (): Served => ({ revision: () => "1", asked: [] });

async function scrollDown(page: Page, until: () => boolean): Promise<void> {
  for (let step = 0; step < 400 && !until(); step += 1) {
    await page.mouse.wheel(0, 6_000);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  assert.ok(until(), "the list was read on");
}

test("100,000 commits: few rows in the page and in memory, each read again where it was let go", async () => {
  const served = quiet();
  await on(
    "/p/demo/loom/commits",
    async (page) => {
      await page.getByText("Row 3", { exact: true }).waitFor();
      assert.match(await count(page).innerText(), /^100,000 commits/);
      await page.mouse.move(600, 600);
      await scrollDown(page, () => served.asked.length > 40);
      assert.deepEqual(
        served.asked,
        served.asked.map((_, index) => index * 200),
        "each page is asked for once, in order",
      );
      assert.ok((await page.locator("tbody tr").count()) < 100);
      await page.keyboard.press("Home");
      await page.getByText("Row 3", { exact: true }).waitFor();
      assert.ok(served.asked.slice(40).includes(0), "the first page had let its rows go");
    },
    serveCommits(100_000, served),
  );
});

test("a list that changes between two pages says so, and is read again", async () => {
  const served = { ...quiet(), revision: (from: number) => (from === 0 ? "1" : "2") };
  await on(
    "/p/demo/loom/commits",
    async (page) => {
      await page.getByText("Row 3", { exact: true }).waitFor();
      await page.mouse.move(600, 600);
      await page.mouse.wheel(0, 8_000);
      await page.getByText(/have changed since/).waitFor();
      await expectAccessible(page);
      served.revision = () => "2";
      await page.getByRole("button", { name: "Read again" }).click();
      await page.getByText(/have changed since/).waitFor({ state: "detached" });
      await page.getByText("Row 3", { exact: true }).waitFor();
    },
    serveCommits(1_000, served),
  );
});

test("a refused cursor ends the list with the way out, and is not asked for again by itself", async () => {
  const served = quiet();
  const refusal = {
    title: "Invalid request",
    status: 400,
    code: "request_invalid",
    detail: "cursor must be one that an earlier page gave",
    request_id: "r-1",
  };
  served.instead = (from) => (from >= 400 ? { status: 400, body: refusal } : undefined);
  await on(
    "/p/demo/loom/commits",
    async (page) => {
      await page.getByText("Row 3", { exact: true }).waitFor();
      await page.mouse.move(600, 600);
      await scrollDown(page, () => served.asked.includes(400));
      await page.getByText(/can’t be read on from here/).waitFor();
      await page.clock.runFor(120_000);
      assert.equal(served.asked.filter((from) => from === 400).length, 1);
      served.instead = undefined;
      await page.getByRole("button", { name: "Read from the start" }).click();
      await page.getByText("Row 3", { exact: true }).waitFor();
    },
    async (page) => {
      await page.clock.install();
      await serveCommits(1_000, served)(page);
    },
  );
});

test("short and empty pages with a cursor are read on from", async () => {
  const pull = {
    number: 7,
    title: "Found at last",
    state: "open",
    draft: false,
    author: null,
    bot: false,
    created_at: "2026-01-01T00:00:00Z",
    closed_at: null,
    additions: null,
    deletions: null,
    changed_files: null,
    reviews: null,
    labels: [],
    first_review_at: null,
    lead_time_s: null,
  };
  const serve = (page: Page) =>
    page.route(/\/v1\/projects\/demo\/loom\/pulls\?/, async (route) => {
      const at = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
      await route.fulfill({
        headers: { etag: 'W/"1"', "content-type": "application/json" },
        body: JSON.stringify({ data: at === 6 ? [pull] : [], next: at < 9 ? String(at + 1) : null, total: null }),
      });
    });
  await on(
    "/p/demo/loom/pulls?q=rare",
    async (page) => {
      await page.getByText("Found at last").waitFor();
      await page.getByText(/^1 open pull request matches/).waitFor();
      assert.equal(
        await page.getByText("–", { exact: true }).count(),
        4,
        "what is not known is a dash: author, review, lines, files",
      );
    },
    serve,
  );
});

test("pull requests by the keyboard alone: move, select, open, close, clear, search", async () => {
  await on("/p/demo/harbour/pulls?state=all", async (page) => {
    await rows(page).first().waitFor();
    for (const key of ["j", "j", "k", "x", "j", "x"]) await page.keyboard.press(key);
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/number=\d+/);
    await page
      .getByRole("dialog")
      .getByText(/^Created/)
      .waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.searchParams.has("number"));
    await page.getByText("2 selected").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("2 selected").waitFor({ state: "detached" });
    await page.keyboard.press("/");
    await page.keyboard.type("zlib");
    await page.waitForURL(/q=zlib/);
    await page.getByText(/pull requests match/).waitFor();
    await eventually(async () => {
      const texts = await rows(page).allInnerTexts();
      assert.ok(texts.length > 0 && texts.every((text) => /zlib/.test(text)));
    });
  });
});

test("the panel of a commit is a part of the address, which Back takes away; keys pass over days", async () => {
  await on("/p/demo/lighthouse/commits", async (page) => {
    await rows(page).first().waitFor();
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press("j");
      assert.equal(await page.locator(".current.list-between").count(), 0);
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(/oid=[0-9a-f]{40}/);
    await page.getByText("Committer", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("Committer", { exact: true }).waitFor();
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has("oid"));
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});

test("the map of days goes to a day by pointer and by key, and the address keeps it", async () => {
  await on("/p/demo/atlas/commits", async (page) => {
    const map = page.getByRole("slider");
    await map.waitFor();
    const box = (await map.boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.3, box.y + 20);
    await page.getByText(/The list begins at/).waitFor();
    await page.waitForURL(({ hash }) => hash !== "");
    const day = new URL(page.url()).hash.slice(1);
    await page.waitForFunction(() => document.querySelector(".list-heading") !== null);
    assert.ok((await page.locator(".list-heading").first().innerText()).slice(-10) <= day);
    await page.reload();
    await page.getByText(`The list begins at ${day}.`).waitFor();
    await map.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.hash !== `#${day}`);
    await page.getByRole("button", { name: "Back to the newest" }).click();
    await page.waitForURL((url) => url.hash === "");
  });
});

test("people who may be the same are marked, merged only on request, and shown one by one", async () => {
  const person = (name: string, login: string | null, commits: number) => ({
    name,
    email: `${name} ${login}`,
    login,
    bot: false,
    commits,
    commits_all: commits,
    commits_in_range: null,
    first_commit_at: "2025-01-01T00:00:00Z",
    last_commit_at: "2026-11-20T00:00:00Z",
  });
  const data = [
    person("Tom", "tom", 30),
    person("Ada Holm", "ada", 20),
    person("ada holm", null, 15),
    person("A. Holm", "ada", 5),
  ];
  const serve = (page: Page) =>
    page.route(/\/v1\/projects\/demo\/loom\/contributors\?/, (route) =>
      route.fulfill({
        headers: { etag: 'W/"1"', "content-type": "application/json" },
        body: JSON.stringify({ data, next: null, total: 4 }),
      }),
    );
  await on(
    "/p/demo/loom/people?range=all",
    async (page) => {
      assert.equal(
        await page
          .getByText("maybe the same as 2 more")
          .first()
          .waitFor()
          .then(() => rows(page).count()),
        4,
      );
      await page.getByLabel("Merge who may be the same").check();
      await page.getByText("3 as one").waitFor();
      await page.waitForURL(/by=same/);
      assert.match((await rows(page).first().innerText()).replaceAll(/\s+/g, " "), /^Ada Holm 3 as one @ada 40 40 /);
      await page.getByText("3 as one").click();
      for (const name of ["Ada Holm", "ada holm", "A. Holm"])
        await page.getByRole("dialog").getByRole("link", { name, exact: true }).waitFor();
      await expectAccessible(page);
    },
    serve,
  );
});

test("a tab tells the number that its page counts", async () => {
  await on("/p/demo/orchard", async (page) => {
    for (const [label, words] of [["Branches", "branches"], ["Commits", "commits"], ["People", "people"], ["Pulls", "open pull requests"]] as const) {
      const tab = page.locator(".project-tabs a", { hasText: label });
      const told = (await tab.locator(".project-count").innerText()).replace(" open", "");
      await tab.click();
      await count(page).filter({ hasText: new RegExp(`^${told} ${words}( ·|$)`) }).waitFor();
    }
  });
});

test("a tile leads to a list of what it counts: its range and its branch", async () => {
  await on("/p/demo/orchard?range=90d", async (page) => {
    const tile = page.locator(".tile", { hasText: "Merged" });
    await tile.locator("a", { hasText: /\d/ }).waitFor();
    const told = await tile.locator("a").first().innerText();
    await tile.locator("a").first().click();
    await count(page).filter({ hasText: new RegExp(`^${told} merged pull requests`) }).waitFor();
    await page.goBack();
    await page.locator(".tile", { hasText: "Commits" }).locator("a").first().click();
    await page.waitForURL(/commits\?range=90d&branch=main$/);
  });
});

test("a menu offers the list as CSV for programs, and for spreadsheets", async () => {
  await on("/p/demo/orchard/branches?sort=-ahead", async (page) => {
    await page.getByRole("button", { name: /^About “Which branches can go/ }).click();
    const addresses = await page.getByRole("menuitem", { name: /^CSV/ }).evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
    const call = "/v1/projects/demo/orchard/branches?sort=ahead&order=desc&format=csv";
    assert.deepEqual(addresses, [call, `${call}&spreadsheet=true`]);
    for (const address of addresses) assert.equal((await fetch(world.url + address)).status, 200);
  });
});
