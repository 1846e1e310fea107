// The filters above a list. Each is a key of the address: what is chosen is written there, and what the address says is
// shown.
//
//   <Search label="Search branches" />
//   <Pick name="merged" label="Merged" options={[["", "all"], ["true", "merged"], ["false", "not merged"]]} />
//   <Word name="author" label="Author" />
//   <FilterChips filters={filtersOf(address.value.query, ["q", "merged"])} />
import { useEffect, useRef, useState } from "preact/hooks";
import { useKeys } from "../data/keys.ts";
import { address, go } from "../data/location.ts";
import { type QueryKey, valueOf, withQuery } from "../lib/address.ts";
import type { Filter } from "../lib/pull_filters.ts";
import { visibleText } from "../lib/text.ts";
import { Chip } from "./chip.tsx";
import { Select } from "./select.tsx";

const PATIENCE_MS = 250;
/** The API takes 200 bytes, and a unit of text has 3 at most. */
const LONGEST = 66;

export function setFilter(key: QueryKey, value: string, replace = false): void {
  go(withQuery(address.value, { [key]: value }), { replace });
}

/** Text of the address in a field of its own, so that an answer to an earlier letter takes no later one away. */
function useTyped(name: QueryKey, apply: (text: string) => void) {
  const said = valueOf(address.value, name);
  const [text, setText] = useState(said);
  const written = useRef(said);
  useEffect(() => {
    if (said !== written.current) setText(said);
    written.current = said;
  }, [said]);
  const write = (value: string) => {
    written.current = value.trim();
    apply(value.trim());
  };
  return { text, setText, write };
}

export function Search({ label }: { label: string }) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { text, setText, write } = useTyped("q", (value) => setFilter("q", value, true));
  useKeys([{ key: "/", does: "search in the list", act: () => field.current?.focus() }]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onInput = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => write(value), PATIENCE_MS);
  };
  return (
    <input
      ref={field}
      class="field list-search"
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={LONGEST}
      value={text}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
}

export function Word({ name, label, hint }: { name: QueryKey; label: string; hint?: string }) {
  const { text, setText, write } = useTyped(name, (value) => setFilter(name, value));
  return (
    <label class="list-word">
      <span class="note">{label}</span>
      <input
        class="field"
        value={text}
        placeholder={hint}
        maxLength={LONGEST}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={(event) => write(event.currentTarget.value)}
      />
    </label>
  );
}

export function Pick({
  name,
  label,
  options,
}: {
  name: QueryKey;
  label: string;
  options: readonly (readonly [string, string])[];
}) {
  const value = valueOf(address.value, name);
  // An address may say what is not offered here: it is shown as it is.
  const shown = options.some(([known]) => known === value) ? options : [...options, [value, value] as const];
  return (
    <Select
      label={label}
      value={value}
      onChange={(chosen) => setFilter(name, chosen)}
      options={shown.map(([known, text]) => ({ value: known, label: text }))}
    />
  );
}

export function Check({ name, label, value }: { name: QueryKey; label: string; value: string }) {
  const on = valueOf(address.value, name) === value;
  return (
    <label class="list-check">
      <input type="checkbox" checked={on} onChange={() => setFilter(name, on ? "" : value)} /> {label}
    </label>
  );
}

export function FilterChips({ filters }: { filters: readonly Filter[] }) {
  return (
    <>
      {filters.map(({ key, text }) => (
        <Chip key={key} name={text} onRemove={() => setFilter(key, key === "range" ? "all" : "")}>
          <bdi>{visibleText(text)}</bdi>
        </Chip>
      ))}
    </>
  );
}
