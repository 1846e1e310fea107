// The box that adds a project to a comparison: names of the fleet's index while typing; any other name or address as
// well.
import { useId, useMemo, useState } from "preact/hooks";
import { useFleetIndex } from "../data/fleet_index.ts";
import { nameIn } from "../lib/compare.ts";

const SHOWN = 8;

/** Names that hold the words, those that begin with them first. */
function matches(names: readonly string[], text: string, chosen: readonly string[]): string[] {
  const word = text.trim().toLowerCase();
  const without = new Set(chosen.map((name) => name.toLowerCase()));
  const rank = (name: string) => (name.startsWith(word) ? 0 : name.includes(`/${word}`) ? 1 : 2);
  return names
    .filter((name) => name.toLowerCase().includes(word) && !without.has(name.toLowerCase()))
    .sort((a, b) => rank(a.toLowerCase()) - rank(b.toLowerCase()) || a.localeCompare(b))
    .slice(0, SHOWN);
}

function Names({ text, chosen, active, id, onPick, onNames }: {
  text: string;
  chosen: readonly string[];
  active: number;
  id: string;
  onPick: (name: string) => void;
  onNames: (names: readonly string[]) => void;
}) {
  const fleet = useFleetIndex("90d");
  const names = useMemo(() => matches(fleet.value?.columns.full_name ?? [], text, chosen), [fleet.value, text, chosen]);
  onNames(names);
  return (
    <ul id={id} class="compare-names" role="listbox" aria-label="Projects">
      {names.map((name, index) => (
        <li key={name} id={`${id}-${index}`} role="option" aria-selected={index === active}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(name);
          }}><bdi>{name}</bdi></li>
      ))}
      {names.length === 0 && <li role="option" aria-selected={false} aria-disabled="true"
        class="note">{fleet.value === undefined ? "Reading the names…"
        : "No project of this name; Enter takes owner/name as it is"}</li>}
    </ul>
  );
}

export function CompareAdd({ chosen, onAdd }: { chosen: readonly string[]; onAdd: (name: string) => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [names] = useState<{ now: readonly string[] }>(() => ({ now: [] }));
  const pick = (name: string) => {
    setText("");
    setActive(0);
    onAdd(name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = Math.max(0, names.now.length - 1);
    if (event.key === "ArrowDown") setActive(Math.min(last, active + 1));
    else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
    else if (event.key === "Escape" && open) setOpen(false);
    else if (event.key === "Enter") {
      const name = names.now[active] ?? nameIn(text);
      if (name !== undefined) pick(name);
    } else return;
    event.preventDefault();
  };
  return (
    <div class="compare-add">
      <input class="field" role="combobox" aria-label="Add a project" placeholder="+ add a project" autocomplete="off"
        spellcheck={false}
        aria-expanded={open} aria-controls={id} aria-activedescendant={open && names.now.length > 0 ? `${id}-${active}`
          : undefined}
        value={text} onFocus={() => setOpen(true)} onBlur={() => setOpen(false)} onKeyDown={onKeyDown}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          setOpen(true);
        }} />
      {open && <Names text={text} chosen={chosen} active={active} id={id} onPick={pick}
        onNames={(found) => { names.now = found; }} />}
    </div>
  );
}
