// How long a reader waits, each time in milliseconds as the page itself sees it. One measurement is one fresh page.
//
//   const fleet = await measureFleet(browser, url);      { firstPaint, usable, filter, longestTask, heapMb }
import type { Page } from "playwright-core";
import { type OpenBrowser, settled } from "./browser.ts";

export interface FleetTimes {
  firstPaint: number;
  /** From the start of navigation until rows of projects are painted, by the clock of the page. */
  usable: number;
  /** From a typed letter until the rows that are left are painted. */
  filter: number;
  longestTask: number;
  heapMb: number;
}

/** From now until the second frame after `act`, when what it changed has been painted. */
function untilPainted(page: Page, act: string): Promise<number> {
  return page.evaluate(async (source) => {
    const start = performance.now();
    (globalThis as unknown as { acts: Record<string, () => void> }).acts[source]!();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    return performance.now() - start;
  }, act);
}

async function watchTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(globalThis, { longest: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) Object.assign(globalThis, { longest: Math.max((globalThis as unknown as { longest: number }).longest, entry.duration) });
    }).observe({ type: "longtask", buffered: true });
  });
}

const ROW = "main [role=row] a, main tr a";

async function watchRows(page: Page): Promise<void> {
  await page.addInitScript((row) => {
    const painted = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector(row) === null) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    Object.assign(globalThis, { painted });
  }, ROW);
}

export async function measureFleet(browser: OpenBrowser, url: string): Promise<FleetTimes> {
  const context = await browser.context();
  const page = await context.newPage();
  await watchTasks(page);
  await watchRows(page);
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(ROW).first().waitFor();
  const usable = await page.evaluate(() => (globalThis as unknown as { painted: Promise<number> }).painted);
  const firstPaint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
  await settled(page);
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>("main input[type=search]")!;
    const type = () => {
      input.value += "graph"[input.value.length] ?? "";
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    Object.assign(globalThis, { acts: { type } });
  });
  const typed: number[] = [];
  for (let letter = 0; letter < 5; ++letter) typed.push(await untilPainted(page, "type"));
  const longestTask = await page.evaluate(() => (globalThis as unknown as { longest: number }).longest);
  const heap = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
  await context.close();
  return { firstPaint, usable, filter: Math.max(...typed), longestTask, heapMb: heap / 1e6 };
}

/** From the click on a project until its first chart is drawn, when its code and the server's answers are warm. */
export async function measureProject(browser: OpenBrowser, url: string, project: string): Promise<number> {
  const page = await browser.open(url);
  await settled(page);
  const link = page.locator(`main a[href^="/p/${project}"]`).first();
  await link.click();
  await page.locator("main .chart-plane > svg").first().waitFor();
  await page.goBack();
  await settled(page);
  await link.waitFor();
  const took = await page.evaluate(async (path) => {
    const start = performance.now();
    document.querySelector<HTMLElement>(`main a[href^="${path}"]`)!.click();
    while (document.querySelector("main .chart-plane > svg") === null) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    return performance.now() - start;
  }, `/p/${project}`);
  await page.context().close();
  return took;
}

/** Zooming by dragging over a chart of five years by hour, until the part is painted. */
export async function measureZoom(browser: OpenBrowser, url: string): Promise<number> {
  const page = await browser.open(url);
  await settled(page);
  const chart = page.locator("main .chart-plane > svg").first();
  await chart.scrollIntoViewIfNeeded();
  const box = (await chart.boundingBox())!;
  const [y, from, to] = [box.y + box.height / 2, box.x + box.width * 0.4, box.x + box.width * 0.6];
  await page.mouse.move(from, y);
  await page.mouse.down();
  await page.mouse.move(to, y, { steps: 4 });
  await page.evaluate(() => {
    const times = { start: 0, end: 0 };
    Object.assign(globalThis, { times });
    addEventListener("pointerup", () => {
      times.start = performance.now();
      requestAnimationFrame(() => setTimeout(() => (times.end = performance.now()), 0));
    }, { capture: true, once: true });
  });
  await page.mouse.up();
  await page.waitForFunction(() => (globalThis as unknown as { times: { end: number } }).times.end > 0);
  const took = await page.evaluate(() => {
    const { times } = globalThis as unknown as { times: { start: number; end: number } };
    return times.end - times.start;
  });
  await page.context().close();
  return took;
}
