// A field with what its letters may mean below it: arrows choose, Enter or a press takes one.
//
//   <Choices label="Project" text={text} onText={setText} items={["acme/graph"]} onPick={add} />
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import "./choices.css";
import { useFleetIndex } from "../data/fleet_index.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { useResource } from "../data/resource.ts";
import { readSetting } from "../data/settings.ts";
import { visibleText } from "../lib/text.ts";

const NONE: readonly string[] = [];

/** The names of all projects; of a fleet that no browser should hold those with the words. undefined while they are read, which
    words of undefined don't ask for. */
export function useNames(words: string | undefined): readonly string[] | undefined {
  const large = readSetting("fleet.large") === "yes";
  const index = useFleetIndex(large || words === undefined ? undefined : "90d");
  const found = useResource(large && words ? `names ${words}` : undefined, async (signal) => {
    const query = { q: words!, fields: "full_name", limit: 20 };
    const page = valueOrThrow(await api.GET("/v1/projects", { params: { query }, signal }));
    return (page as unknown as { data: { full_name: string }[] }).data.map(({ full_name }) => full_name);
  });
  return index.value?.columns.full_name ?? found.value ?? (large && words === "" ? NONE : undefined);
}

interface ChoicesProps {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  items: readonly string[];
  /** Gets the chosen one; undefined for Enter where there is none. */
  onPick: (item: string | undefined) => void;
  /** In place of items. */
  none: ComponentChildren;
  autofocus?: boolean;
  /** Whether the list is shown; with `onOpen` it follows the focus. */
  open?: boolean;
  onOpen?: (open: boolean) => void;
}

export function Choices({ label, placeholder, text, onText, items, onPick, none, autofocus = false, open = true, onOpen }: ChoicesProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [kept, setAt] = useState(0);
  const at = Math.min(kept, items.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") onPick(items[at]);
    else if (step !== undefined && items.length > 0) {
      const next = (at + step + items.length) % items.length;
      setAt(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape" && open && onOpen !== undefined) onOpen(false);
    else return;
    event.preventDefault();
  };
  const onInput = (value: string) => {
    onText(value);
    setAt(0);
    onOpen?.(true);
  };
  return (
    <div class="choices">
      <input type="text" class="field" role="combobox" aria-label={label} placeholder={placeholder} autocomplete="off" spellcheck={false} autofocus={autofocus}
        aria-autocomplete="list" aria-expanded={open && items.length > 0} aria-controls={id} value={text}
        aria-activedescendant={open && items.length > 0 ? `${id}-${at}` : undefined}
        onKeyDown={onKeyDown} onInput={(event) => onInput(event.currentTarget.value)} onFocus={() => onOpen?.(true)} onBlur={() => onOpen?.(false)} />
      {open && (
        <div class="choices-box">
          <ul id={id} ref={list} class="choices-list" role="listbox" aria-label="Found">
            {items.map((item, place) => (
              // A press must not take the focus from the field, which would close the list.
              <li key={item} id={`${id}-${place}`} role="option" aria-selected={place === at} onMouseDown={(event) => event.preventDefault()} onClick={() => onPick(item)}>
                <bdi>{visibleText(item)}</bdi>
              </li>
            ))}
          </ul>
          {items.length === 0 && <p class="quiet">{none}</p>}
        </div>
      )}
    </div>
  );
}
