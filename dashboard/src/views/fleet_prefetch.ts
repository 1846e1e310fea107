// Reads a project before its page is opened: when the pointer rests on its name for 80 ms, or presses it.
import { useRef } from "preact/hooks";
import { projectKey, readProject } from "../data/project.ts";
import { prefetch } from "../data/resource.ts";
import { parseAddress } from "../lib/address.ts";

const REST_MS = 80;

function readOf(link: HTMLAnchorElement): void {
  const { owner, name } = parseAddress(link.pathname, "");
  prefetch(projectKey(owner, name), () => readProject(owner, name));
}

const linkOf = (event: Event) => (event.target as Element).closest<HTMLAnchorElement>("a.fleet-name");

export function usePrefetch() {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return {
    onPointerOver: (event: PointerEvent) => {
      clearTimeout(timer.current);
      const link = linkOf(event);
      if (link !== null) timer.current = setTimeout(readOf, REST_MS, link);
    },
    onPointerDown: (event: PointerEvent) => {
      const link = linkOf(event);
      if (link !== null) readOf(link);
    },
  };
}
