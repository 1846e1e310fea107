// A page in Debian's Chromium that remembers whatever should not have happened in it.
//
//   await using browser = await openBrowser();
//   const page = await browser.open(`${world.url}/`, { width: 320, theme: "dark" });
//   await settled(page);
//   await expectClean(page);
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

// Far beyond what a page takes: on a machine full of other work a wait ends late, and never would say that a page is slow.
const LONGEST_LOOK_MS = 60_000;

export type Theme = "light" | "dark";
export interface PageOptions {
  width?: number;
  height?: number;
  theme?: Theme;
  zone?: string;
  forcedColors?: boolean;
  /** 2 for text of 200 %. */
  textScale?: number;
  touch?: boolean;
  context?: BrowserContext;
}

interface Trouble {
  console: string[];
  foreign: string[];
  failed: string[];
}
const troubles = new WeakMap<Page, Trouble>();

export interface OpenBrowser extends AsyncDisposable {
  open: (url: string, options?: PageOptions) => Promise<Page>;
  context: (options?: PageOptions) => Promise<BrowserContext>;
}

export async function openBrowser(): Promise<OpenBrowser> {
  // Chromium's sandbox can't be had as root, which containers of CI are.
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
  const context = async (options: PageOptions = {}) => {
    const made = await browser.newContext({
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      colorScheme: options.theme ?? "light",
      forcedColors: options.forcedColors === true ? "active" : "none",
      timezoneId: options.zone ?? "Europe/Berlin",
      locale: "en-GB",
      hasTouch: options.touch ?? false,
    });
    made.setDefaultTimeout(LONGEST_LOOK_MS);
    await made.addInitScript(watchPage);
    return made;
  };
  return {
    context,
    async open(url, options = {}) {
      const page = await (options.context ?? (await context(options))).newPage();
      watch(page, new URL(url).origin);
      await page.goto(url, { waitUntil: "domcontentloaded" });
      if (options.textScale !== undefined) await scaleText(page, options.textScale);
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** As a reader who set a larger font: through the browser's own protocol, since the page allows no style of others. */
async function scaleText(page: Page, scale: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setPageScaleFactor", { pageScaleFactor: 1 }).catch(() => undefined);
  await page.evaluate((factor) => (document.documentElement.style.fontSize = `${factor * 100}%`), scale);
}

/** Runs in the page, before its own code. */
function watchPage(): void {
  const seen = { violations: [] as string[], shift: 0, shifted: [] as string[] };
  Object.assign(globalThis, { seen });
  document.addEventListener("securitypolicyviolation", (event) => seen.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] })[]) {
      if (entry.hadRecentInput) continue;
      seen.shift += entry.value;
      for (const { node } of entry.sources) {
        const element = node instanceof Element ? node : node?.parentElement;
        seen.shifted.push(`${element?.outerHTML.slice(0, 120)} ${node instanceof Element ? "" : node?.textContent}`);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
}

function watch(page: Page, origin: string): void {
  const trouble: Trouble = { console: [], foreign: [], failed: [] };
  troubles.set(page, trouble);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.console.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => trouble.console.push(String(error.stack ?? error)));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== "blob:") trouble.foreign.push(request.url());
  });
}

/** Until the view has its data: no block is being loaded, and nothing has been asked for a moment. */
export async function settled(page: Page): Promise<void> {
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector("[aria-busy=true], .shapes") === null);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** Looks again until `check` holds, since what an act changes is drawn a moment after it; else fails as it failed last. */
export async function eventually(check: () => unknown): Promise<void> {
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      return void (await check());
    } catch (error) {
      if (Date.now() - start > LONGEST_LOOK_MS) throw error;
    }
  }
}

export interface Allowed {
  /** Messages of the console that the test itself provokes, such as those on an answer of 503. */
  console?: RegExp;
}

/** Nothing in the console, nothing against the policy, nobody else asked, nothing moved. */
export async function expectClean(page: Page, allowed: Allowed = {}): Promise<void> {
  const trouble = troubles.get(page)!;
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: { violations: string[]; shift: number; shifted: string[] } }).seen);
  const spoken = trouble.console.filter((text) => allowed.console === undefined || !allowed.console.test(text));
  assert.deepEqual(spoken, [], "the console is empty");
  assert.deepEqual(seen.violations, [], "nothing is against the policy of content");
  assert.deepEqual(trouble.foreign, [], "no other host is asked");
  assert.ok(seen.shift < 0.001, `nothing moves by itself: ${seen.shift}, ${seen.shifted.join("\n")}`);
}

interface AxeNode { target: string[]; failureSummary?: string }
interface AxeRule { id: string; nodes: AxeNode[] }

export async function expectAccessible(page: Page): Promise<void> {
  // As text of a script it would be refused by the page's policy; evaluated by the browser's protocol it is not.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run: (root: Document, options: object) => Promise<{ violations: AxeRule[] }> } }).axe;
    return (await axe.run(document, { resultTypes: ["violations"] })).violations;
  });
  const said = violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
  assert.deepEqual(said, [], "axe finds nothing");
}

/** The page fits its width: only boxes of their own may be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [scrolled, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(scrolled! <= width!, `the page is ${scrolled} px wide in a window of ${width}`);
}
