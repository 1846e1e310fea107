// What the server takes the lines of a pasted text for: how many of which kind, and the lines of the chosen kind.
import { useState } from "preact/hooks";
import { type Plan, type PlanLine, type Verdict, VERDICTS, withoutLines } from "../lib/plan.ts";
import { whole } from "../lib/numbers.ts";
import { visibleText } from "../lib/text.ts";
import { hrefOf, address } from "../data/location.ts";
import { toProject } from "../lib/address.ts";
import { Shape } from "./status.tsx";
import { offerUndo } from "./undo.tsx";

const KINDS: readonly Verdict[] = ["invalid", "twice", "known", "new"];
const SHAPES = { new: "ring", known: "full", twice: "half", invalid: "triangle" } as const;
const AT_ONCE = 50;

interface Props {
  plan: Plan;
  text: string;
  onText: (text: string) => void;
  /** Whether the plan is that of the text: else lines can't be removed from it. */
  current: boolean;
}

export function PasteLines({ plan, text, onText, current }: Props) {
  const [asked, setAsked] = useState<Verdict>();
  const [more, setMore] = useState(AT_ONCE);
  // Troubles come first: they are what a person must look at.
  const kind = asked !== undefined && plan.counts[asked] > 0 ? asked : (KINDS.find((each) => plan.counts[each] > 0) ?? "new");
  const chosen = plan.lines.map((line, place) => ({ line, place })).filter(({ line }) => line.verdict === kind);
  const remove = (places: Set<number>) => {
    onText(withoutLines(text, plan.lines, places));
    offerUndo(places.size === 1 ? "Removed one line" : `Removed ${whole(places.size)} lines`, () => onText(text));
  };
  if (plan.lines.length === 0) return <p class="quiet">No line names a repository.</p>;
  return (
    <div class="paste-lines">
      <div class="paste-kinds" role="group" aria-label="Show lines that are">
        {[...KINDS].reverse().map((each) => (
          <button key={each} type="button" class="paste-kind" aria-pressed={each === kind} disabled={plan.counts[each] === 0}
            onClick={() => { setAsked(each); setMore(AT_ONCE); }}>
            <Shape name={SHAPES[each]} /> <b>{whole(plan.counts[each])}</b> {VERDICTS[each]}
          </button>
        ))}
      </div>
      <ul class="paste-list">
        {chosen.slice(0, more).map(({ line, place }) => (
          <Line key={`${line.line} ${place}`} line={line} onRemove={current ? () => remove(new Set([place])) : undefined} />
        ))}
      </ul>
      <p class="paste-tools">
        {chosen.length > more && (
          <button type="button" class="button" onClick={() => setMore(more + 10 * AT_ONCE)}>Show more of {whole(chosen.length)}</button>
        )}
        {chosen.length > 1 && current && (
          <button type="button" class="button" onClick={() => remove(new Set(chosen.map(({ place }) => place)))}>
            Remove these {whole(chosen.length)}
          </button>
        )}
      </p>
    </div>
  );
}

function Line({ line, onRemove }: { line: PlanLine; onRemove: (() => void) | undefined }) {
  const input = visibleText(line.input);
  return (
    <li>
      <span class="note number">{line.line}</span>
      <span class="paste-what">
        {line.verdict === "known" && line.full_name !== null ? <Known fullName={line.full_name} /> : <bdi>{line.full_name ?? input}</bdi>}
        {line.full_name !== null && line.full_name !== line.input && <> <bdi class="note">{input}</bdi></>}
        {line.hint !== null && <span class="note">{line.hint}</span>}
      </span>
      <button type="button" class="button paste-remove" disabled={onRemove === undefined} onClick={onRemove}
        aria-label={`Remove line ${line.line}: ${input}`}>Remove</button>
    </li>
  );
}

function Known({ fullName }: { fullName: string }) {
  return <a href={hrefOf(toProject(address.value, fullName))}><bdi>{fullName}</bdi></a>;
}
