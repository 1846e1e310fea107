// The box that leads to any project or page in a few keys: what is typed narrows the list, arrows choose, Enter goes.
import { useMemo, useRef, useState } from "preact/hooks";
import "./jump.css";
import { useFleetIndex } from "../data/fleet_index.ts";
import { address, go } from "../data/location.ts";
import { readSetting } from "../data/settings.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { useResource } from "../data/resource.ts";
import { type Address, toView, type View } from "../lib/address.ts";
import { jumpTargets, type JumpTarget } from "../lib/jump.ts";
import { visibleText } from "../lib/text.ts";
import { Dialog } from "./dialog.tsx";

const PAGES: readonly JumpTarget[] = ([
  ["fleet", "Fleet"], ["compare", "Compare"], ["operations", "Operations"], ["add", "Add projects"], ["reference", "Reference of the API"],
] as const).map(([view, text]) => ({ text, page: view }));

const NONE: readonly string[] = [];

/** Of a fleet that no browser should hold the names are asked for as they are typed. */
function useNames(words: string): readonly string[] {
  const large = readSetting("fleet.large") === "yes";
  const index = useFleetIndex(large ? undefined : "90d");
  const found = useResource(large && words !== "" ? `jump ${words}` : undefined, async (signal) => {
    const query = { q: words, fields: "full_name", limit: 20 };
    const page = valueOrThrow(await api.GET("/v1/projects", { params: { query }, signal }));
    return (page as unknown as { data: { full_name: string }[] }).data.map(({ full_name }) => full_name);
  });
  return index.value?.columns.full_name ?? found.value ?? NONE;
}

/** Within a project its list pages are one word away: "acme/graph pulls". */
function addressOf(target: JumpTarget): Address {
  if (target.name === undefined) return toView(address.value, target.page as View);
  const slash = target.name.indexOf("/");
  return toView(address.value, target.page as View, { owner: target.name.slice(0, slash), name: target.name.slice(slash + 1) });
}

export function Jump({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const names = useNames(typed.trim());
  const targets = useMemo(() => jumpTargets(typed, names, PAGES), [typed, names]);
  const leave = (target: JumpTarget | undefined) => {
    if (target === undefined) return;
    onClose();
    go(addressOf(target));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") leave(targets[at]);
    else if (step !== undefined && targets.length > 0) {
      const next = (at + step + targets.length) % targets.length;
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Jump to" open onClose={onClose}>
      <input type="text" class="field jump-field" autofocus role="combobox" aria-expanded={targets.length > 0} aria-controls="jump-list" aria-autocomplete="list"
        aria-activedescendant={targets.length === 0 ? undefined : `jump-${at}`} aria-label="Project or page" placeholder="A few letters of a project or page"
        value={typed} onKeyDown={onKeyDown} onInput={(event) => { setTyped(event.currentTarget.value); setAt(0); }} />
      <ul id="jump-list" ref={list} class="jump-list" role="listbox" aria-label="Found">
        {targets.map((target, place) => (
          <li key={`${target.name ?? ""} ${target.page}`} id={`jump-${place}`} role="option" aria-selected={place === at} onClick={() => leave(target)}>
            <bdi>{visibleText(target.text)}</bdi>
          </li>
        ))}
      </ul>
      {targets.length === 0 && <p class="quiet">Nothing has these letters.</p>}
    </Dialog>
  );
}
