// The address of the page as a signal, and the ways to change it. Links are plain <a href>: one listener takes the clicks
// on those that stay within the pages, so that middle click, copying and keyboards work as everywhere.
//
//   address.value.view                    read, and drawn again when it changes
//   <a href={hrefOf(toView(address.value, "operations"))}>Operations</a>
//   go(withQuery(address.value, { sort: "-stars" }), { replace: true })     while typing: no entry in the history
import { signal } from "./signals.ts";
import { type Address, parseAddress, printAddress } from "../lib/address.ts";

export const address = signal<Address>(current());

function current(): Address {
  return parseAddress(location.pathname, location.search, location.hash);
}

export function hrefOf(target: Address): string {
  return printAddress(target);
}

export function go(target: Address, options: { replace?: boolean } = {}): void {
  const url = printAddress(target);
  if (url === location.pathname + location.search + location.hash) return;
  keepScroll();
  const { pathname } = location;
  const replaced = options.replace === true;
  write(replaced ? "replaceState" : "pushState", replaced ? history.state : null, url);
  address.value = target;
  if (!replaced && pathname !== location.pathname) scrollTo(0, 0);
}

/** Some browsers refuse more than a hundred changes in ten seconds: the page goes on without them. */
function write(way: "pushState" | "replaceState", state: unknown, url?: string): void {
  try {
    history[way](state, "", url);
  } catch {
    // The next change writes all of it again.
  }
}

/** What Back should bring besides the address, for example a selection: kept with the entry of the history. */
export function keepInEntry(key: string, value: unknown): void {
  write("replaceState", { ...(history.state as object | null), [key]: value });
}

export function keptInEntry<T>(key: string): T | undefined {
  return (history.state as Record<string, T> | null)?.[key];
}

function keepScroll(): void {
  keepInEntry("scroll", scrollY);
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest("a");
  if (link === null || link.origin !== location.origin || link.target !== "" || link.hasAttribute("download")) return;
  const target = parseAddress(link.pathname, link.search, link.hash);
  if (target.view === "not_found" || link.getAttribute("href")?.startsWith("#") === true) return;
  event.preventDefault();
  go(target);
}

/** Called once, before the first drawing. */
export function watchLocation(): void {
  history.scrollRestoration = "manual";
  addEventListener("popstate", () => {
    address.value = current();
    const scroll = keptInEntry<number>("scroll") ?? 0;
    // The view draws its kept data first; the second frame has its height.
    requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scroll)));
  });
  addEventListener("pagehide", keepScroll);
  document.addEventListener("click", onClick);
  const scroll = keptInEntry<number>("scroll");
  if (scroll !== undefined) requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, scroll)));
}
