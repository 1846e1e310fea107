// Finding projects in the fleet: the box that filters while one types, the menus of values with their numbers, the chips
// of what is chosen. The address holds all of it.
import { useEffect, useRef, useState } from "preact/hooks";
import { useKeys } from "../data/keys.ts";
import { address, go } from "../data/location.ts";
import { isSaved, useLists } from "../data/lists.ts";
import { mayWrite } from "../data/session.ts";
import { withQuery } from "../lib/address.ts";
import { chosenOf, isWord, joined, printTerm, queryOf, readTerms, type Term, termsOf, toggled } from "../lib/filter.ts";
import type { FacetValue } from "../lib/fleet_rows.ts";
import { whole } from "../lib/numbers.ts";
import { STATES } from "../lib/status.ts";
import { visibleText } from "../lib/text.ts";
import { Chip } from "../parts/chip.tsx";
import { Menu } from "../parts/menu.tsx";
import { later } from "../parts/not_found.tsx";

export interface Filtering {
  /** Everything that has to hold, with what is being typed. */
  terms: readonly Term[];
  /** What is chosen besides the words of the search box. */
  chips: readonly Term[];
  /** What the search box shows. */
  text: string;
  type: (text: string) => void;
  /** What was typed is whole: the box was left, or Enter pressed. */
  finish: () => void;
  set: (terms: readonly Term[]) => void;
}

/** While somebody types, the address follows after a moment: browsers bear no change of it at each key. */
const TYPING_MS = 300;

export function useFiltering(): Filtering {
  const { query } = address.value;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const written = useRef<string | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const kept = termsOf(query);
  const chips = kept.filter((term) => !isWord(term));
  const words = kept.filter(isWord).map(printTerm).join(" ");

  const write = (terms: readonly Term[]) => {
    clearTimeout(timer.current);
    const change = queryOf(terms);
    written.current = change.q;
    go(withQuery(address.value, change), { replace: true });
  };
  // Back, or a chip that was taken away: the box shows what the address says.
  useEffect(() => {
    if (written.current !== undefined && (query.q ?? "") !== written.current) setTyped(undefined);
    written.current = query.q ?? "";
  }, [query.q]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const type = (text: string) => {
    const terms = readTerms(text, true);
    const whole = terms.filter((term) => !isWord(term) && term.open !== true);
    const rest = terms.filter((term) => isWord(term) || term.open === true);
    if (whole.length > 0) {
      setTyped(`${rest.map(printTerm).join(" ")}${rest.length > 0 ? " " : ""}`);
      return write(joined(chips, [...whole, ...rest.filter(isWord)]));
    }
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(write, TYPING_MS, [...chips, ...rest.filter(isWord)]);
    return undefined;
  };
  const finish = () => {
    if (typed === undefined) return;
    setTyped(undefined);
    write(joined(chips, readTerms(typed)));
  };
  const set = (terms: readonly Term[]) => {
    setTyped(undefined);
    write(terms);
  };
  const terms = typed === undefined ? kept : joined(chips, readTerms(typed, true));
  return { terms, chips, text: typed ?? words, type, finish, set };
}

export function SearchBox({ filtering }: { filtering: Filtering }) {
  const box = useRef<HTMLInputElement>(null);
  useKeys([
    { key: "/", does: "filter this list", act: () => box.current?.focus() },
    {
      key: "Escape", does: "close; then clear the filter",
      act: () => {
        if (filtering.terms.length === 0 && (address.value.query.list ?? "") === "") return false;
        box.current?.blur();
        clearFilter(filtering);
        return true;
      },
    },
  ]);
  return (
    <input ref={box} type="search" class="field fleet-search" aria-label="Filter projects" aria-keyshortcuts="/" autocomplete="off" spellcheck={false}
      placeholder="Words, lang:go stars:>1000 idle:>90d -archived" value={filtering.text}
      onInput={(event) => filtering.type(event.currentTarget.value)} onBlur={filtering.finish}
      onKeyDown={(event) => event.key === "Enter" && filtering.finish()} />
  );
}

function clearFilter(filtering: Filtering): void {
  filtering.set([]);
  go(withQuery(address.value, { list: "" }), { replace: true });
}

const labelOf = (key: string, value: string) =>
  value === "none" ? "none, or not known" : key === "state" ? (STATES[value]?.word ?? value) : visibleText(value);

const MOST = 100;

function Facet({ filtering, name, values }: { filtering: Filtering; name: string; values: () => readonly FacetValue[] }) {
  const [part, setPart] = useState("");
  const chosen = chosenOf(filtering.terms, name);
  const found = values().filter(({ value }) => labelOf(name, value).toLowerCase().includes(part.toLowerCase()));
  return (
    <div class="fleet-facet">
      {(found.length > 12 || part !== "") && (
        <input type="search" class="field" aria-label={`Find in ${name}`} placeholder="Find" value={part} onInput={(event) => setPart(event.currentTarget.value)} />
      )}
      {found.slice(0, MOST).map(({ value, projects }) => (
        <label key={value}>
          <input type="checkbox" checked={chosen.includes(value.toLowerCase())} onChange={() => filtering.set(toggled(filtering.terms, name, value))} />
          <bdi>{labelOf(name, value)}</bdi> <span class="note number">{whole(projects)}</span>
        </label>
      ))}
      {found.length > MOST && <p class="note">{whole(found.length - MOST)} more: type to find them</p>}
      {found.length === 0 && <p class="note">None</p>}
    </div>
  );
}

const FLAG_CHOICES: readonly [string, string][] = [["archived", "Archived"], ["fork", "Forks"]];

function More({ filtering }: { filtering: Filtering }) {
  const set = (key: string, choice: string) => {
    const rest = filtering.terms.filter((term) => term.key !== key);
    filtering.set(choice === "" ? rest : [...rest, { key, negated: choice === "no", values: [] }]);
  };
  return (
    <div class="fleet-facet">
      {FLAG_CHOICES.map(([key, title]) => {
        const term = filtering.terms.find((each) => each.key === key);
        return (
          <label key={key}>{title}
            <select class="field" value={term === undefined ? "" : term.negated ? "no" : "only"} onChange={(event) => set(key, event.currentTarget.value)}>
              <option value="">shown</option><option value="no">hidden</option><option value="only">alone</option>
            </select>
          </label>
        );
      })}
      <Lists />
      <p class="note">Type <code>stars:&gt;1000</code>, <code>delta:&gt;0</code>, <code>commits:0</code>, <code>idle:&gt;90d</code>, <code>lead:&gt;1w</code>, <code>pulls:5..20</code>, <code>license:mit</code>, <code>code:network</code>, <code>-word</code>, <code>"two words"</code>.</p>
    </div>
  );
}

/** The saved lists; only asked for once the menu is open. */
function Lists() {
  const lists = useLists(true);
  const list = address.value.query.list ?? "";
  if ((lists.value ?? []).length === 0 && list === "") return null;
  const names = [...new Set([...(lists.value ?? []).map(({ name }) => name), ...(list === "" ? [] : [list])])];
  return (
    <label>Saved list
      <select class="field" value={list} onChange={(event) => go(withQuery(address.value, { list: event.currentTarget.value }))}>
        <option value="">all projects</option>
        {names.map((name) => <option key={name} value={name}>{visibleText(name)}</option>)}
      </select>
      {isSaved(list) && mayWrite() && (
        <button type="button" class="menu-plain" onClick={() => later(import("./fleet_take.tsx"), ({ removeList }) => void removeList(list))}>Delete</button>
      )}
    </label>
  );
}

export type Facets = (name: "owner" | "state" | "lang" | "topic") => readonly FacetValue[];
const FACETS = [["owner", "Owner"], ["state", "State"], ["lang", "Language"], ["topic", "Topic"]] as const;

export function FacetMenus({ filtering, facets, folded }: { filtering: Filtering; facets: Facets; folded: boolean }) {
  const count = filtering.chips.length;
  const menus = FACETS.map(([name, title]) => (
    <Menu key={name} label={<>{title} <span aria-hidden="true">▾</span></>}><Facet filtering={filtering} name={name} values={() => facets(name)} /></Menu>
  ));
  if (!folded) return <>{menus}<Menu label={<>More <span aria-hidden="true">▾</span></>}><More filtering={filtering} /></Menu></>;
  return (
    <Menu label={count === 0 ? "Filter" : `Filter · ${count}`}>
      {FACETS.map(([name, title]) => (
        <details key={name}><summary>{title}</summary><Facet filtering={filtering} name={name} values={() => facets(name)} /></details>
      ))}
      <More filtering={filtering} />
    </Menu>
  );
}

const without = (terms: readonly Term[], term: Term) => terms.filter((each) => printTerm(each) !== printTerm(term));

const listText = (list: string) => (isSaved(list) ? `list: ${visibleText(list)}` : list);

/** What is chosen, each to be taken away. */
export function Chips({ filtering, note }: { filtering: Filtering; note?: ((term: Term) => string | undefined) | undefined }) {
  const list = address.value.query.list ?? "";
  const { chips } = filtering;
  if (chips.length === 0 && list === "") return null;
  return (
    <div class="fleet-chips">
      {list !== "" && <Chip onRemove={() => go(withQuery(address.value, { list: "" }))}>{listText(list)}</Chip>}
      {chips.map((term) => {
        const why = term.unreadable === true ? "not understood" : note?.(term);
        const text = visibleText(printTerm(term));
        return (
          <Chip key={text} name={text} onRemove={() => filtering.set(without(filtering.terms, term))}>
            <bdi>{text}</bdi>{why === undefined ? null : <span class="tone-warn">&nbsp;· {why}</span>}
          </Chip>
        );
      })}
      <button type="button" class="menu-plain" onClick={() => clearFilter(filtering)}>Clear</button>
    </div>
  );
}

/** Nothing matches: each condition can be taken away from here. */
export function NothingMatches({ filtering }: { filtering: Filtering }) {
  const list = address.value.query.list ?? "";
  return (
    <div class="fleet-nothing">
      <p>Nothing matches. Remove:</p>
      <p class="fleet-chips">
        {list !== "" && <Chip onRemove={() => go(withQuery(address.value, { list: "" }))}>{listText(list)}</Chip>}
        {filtering.terms.map((term) => (
          <Chip key={printTerm(term)} onRemove={() => filtering.set(without(filtering.terms, term))}>{visibleText(printTerm(term))}</Chip>
        ))}
      </p>
    </div>
  );
}
