// The reference of the API, drawn from its own document: all operations, so that the browser's search finds everything.
// `/reference#get_activity` is one operation; `?block=/v1/projects/acme/graph/activity?interval=week` fills its values in.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import "./reference.css";
import { useKeys } from "../data/keys.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { useResource } from "../data/resource.ts";
import { withQuery } from "../lib/address.ts";
import { operationOf } from "../lib/call.ts";
import { type Member, type Operation, readDocument, type Reference } from "../lib/openapi.ts";
import { Empty } from "../parts/empty.tsx";
import { Loading } from "../parts/loading.tsx";
import { Select } from "../parts/select.tsx";
import { useTitle } from "../parts/title.ts";
import { Noted, OperationSection } from "./reference_operation.tsx";

const DOCUMENT = "/openapi.json";

async function readReference(signal: AbortSignal): Promise<Reference> {
  const answer = await fetch(DOCUMENT, { signal });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  return readDocument(await answer.json());
}

function hrefTo(id: string): string {
  return hrefOf({ ...withQuery(address.value, { block: "" }), hash: id });
}

const namesIn = ({ members }: Pick<Member, "members">): string[] => members.flatMap((member) => [member.name, ...namesIn(member)]);

function matches(operation: Operation, words: readonly string[]): boolean {
  const { id, method, path, title, parameters, answers } = operation;
  // Who looks for a number finds it by the name that answers give it.
  const text = [id, method, path, title, ...parameters.map(({ name }) => name), ...answers.flatMap(namesIn)].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

function Groups({ operations, chosen }: { operations: readonly Operation[]; chosen: string }) {
  const groups = [...Map.groupBy(operations, ({ group }) => group)];
  return (
    <nav class="reference-groups" aria-label="Operations">
      {groups.map(([group, members]) => (
        <section key={group}>
          <h2 class="note">{group}</h2>
          <ul>
            {members.map(({ id, method, title }) => (
              <li key={id}>
                <a href={hrefTo(id)} aria-current={id === chosen ? "location" : undefined}>
                  {title} {method !== "GET" && <span class="note">{method}</span>}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function Codes({ codes }: { codes: Reference["codes"] }) {
  return (
    <section class="reference-operation" id="errors">
      <h2>Codes of problems</h2>
      <dl class="reference-members">
        {codes.map(([code, meaning]) => <div key={code}><dt><code>{code}</code></dt><dd><Noted text={meaning} /></dd></div>)}
      </dl>
    </section>
  );
}

/** Goes to the operation that the address names, and with the focus too once it is another one. While the others are still
    being drawn it is held where it is, until the reader moves. */
function useChosen(chosen: string, whole: number): void {
  const before = useRef<string | undefined>(undefined);
  const moved = useRef(false);
  useEffect(() => {
    const onMove = () => (moved.current = true);
    const kinds = ["wheel", "touchmove", "keydown", "pointerdown"];
    for (const kind of kinds) addEventListener(kind, onMove, { passive: true });
    return () => kinds.forEach((kind) => removeEventListener(kind, onMove));
  }, []);
  useLayoutEffect(() => {
    const last = before.current;
    before.current = chosen;
    if (chosen === "" || (last === chosen && moved.current)) return;
    const section = document.getElementById(chosen);
    section?.scrollIntoView();
    if (last === chosen) return;
    if (last !== undefined) section?.querySelector("h2")?.focus({ preventScroll: true });
    document.querySelector(".reference-groups [aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [chosen, whole]);
}

const AT_ONCE = 4;

/** How many operations are drawn in whole: those on the screen, then more and more until all are. */
function useFilled(count: number): number {
  const [filled, setFilled] = useState(AT_ONCE);
  useEffect(() => {
    if (filled >= count) return undefined;
    const turn = setTimeout(() => setFilled(filled + AT_ONCE), 30);
    return () => clearTimeout(turn);
  }, [filled, count]);
  return filled;
}

function Pages({ reference }: { reference: Reference }) {
  const { query, hash } = address.value;
  const filter = useRef<HTMLInputElement>(null);
  const words = (query.q ?? "").toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = useMemo(() => operationOf(reference.operations, query.block ?? ""), [reference, query.block]);
  const chosen = hash !== "" ? hash : (found?.operation.id ?? "");
  const shown = reference.operations.filter((operation) => operation.id === chosen || matches(operation, words));
  const whole = useFilled(reference.operations.length);
  useChosen(chosen, whole);
  // From the chosen one on, then those above it.
  const count = reference.operations.length;
  const first = Math.max(0, reference.operations.findIndex(({ id }) => id === chosen));
  const isWhole = (operation: Operation) => (reference.operations.indexOf(operation) - first + count) % count < whole;
  useKeys([{ key: "/", does: "filter the operations", act: () => filter.current?.focus() }]);
  const setFilter = (text: string) => go(withQuery(address.value, { q: text }), { replace: true });
  return (
    <div class="reference">
      <div class="reference-side">
        <input ref={filter} class="field" type="search" placeholder="Filter" aria-label="Filter the operations" value={query.q ?? ""}
          onInput={(event) => setFilter(event.currentTarget.value)} />
        <div class="reference-choice">
          <Select bare label="Operation" value={chosen} onChange={(id) => go({ ...withQuery(address.value, { block: "" }), hash: id })}
            options={[{ value: "", label: `${shown.length} operations` }, ...shown.map(({ id, title }) => ({ value: id, label: title }))]} />
        </div>
        <Groups operations={shown} chosen={chosen} />
      </div>
      <div class="reference-body">
        <p class="reference-note"><Noted text={reference.note} /></p>
        {shown.map((operation) => (
          <OperationSection key={operation.id} operation={operation} chosen={operation.id === chosen} href={hrefTo(operation.id)}
            whole={isWhole(operation)} />
        ))}
        {shown.length === 0 && <Empty sentence="No operation matches." action={<button type="button" class="button" onClick={() => setFilter("")}>Show all</button>} />}
        <Codes codes={reference.codes} />
      </div>
    </div>
  );
}

export function View() {
  useTitle("Reference");
  const reference = useResource("reference", readReference);
  if (reference.value === undefined && reference.problem === undefined) return <Loading />;
  return (
    <div class="page-body reference-page">
      <header class="reference-head">
        <h1>Reference</h1>
        <a href={DOCUMENT}>openapi.json</a>
      </header>
      {reference.value !== undefined ? <Pages reference={reference.value} /> : (
        <Empty sentence="The reference could not be drawn. The document itself may still be read:"
          action={<><a href={DOCUMENT}>openapi.json</a> <button type="button" class="button" onClick={reference.reload}>Again</button></>} />
      )}
    </div>
  );
}
