// The box that adds a project to a comparison: names of the fleet while typing; any other name or address as well.
import { useMemo, useState } from "preact/hooks";
import { nameIn } from "../lib/compare.ts";
import { likeliest } from "../lib/jump.ts";
import { Choices, useNames } from "../parts/choices.tsx";

const SHOWN = 8;

export function CompareAdd({ chosen, onAdd }: { chosen: readonly string[]; onAdd: (name: string) => void }) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const names = useNames(open ? text.trim() : undefined);
  const items = useMemo(() => {
    const without = chosen.map((name) => name.toLowerCase());
    const others = (names ?? []).filter((name) => !without.includes(name.toLowerCase()));
    return likeliest(others, text).slice(0, SHOWN);
  }, [names, text, chosen]);
  const onPick = (picked: string | undefined) => {
    const name = picked ?? nameIn(text);
    if (name === undefined) return;
    setText("");
    onAdd(name);
  };
  return (
    <div class="compare-add">
      <Choices label="Add a project" placeholder="+ add a project" text={text} onText={setText} items={items} onPick={onPick} open={open} onOpen={setOpen}
        none={names === undefined ? "Reading the names…" : "No project of this name; Enter takes owner/name as it is"} />
    </div>
  );
}
