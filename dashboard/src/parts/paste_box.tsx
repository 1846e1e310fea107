// A box for names of projects in any form: what the server takes each line for, what they cost, and the button that adds
// them. Nothing is stored before the button.
//
//   <PasteBox text={text} onText={setText} onAdded={({ batchId, names }) => …} />
//   <PasteBox compact text={text} onText={setText} onAdded={…} />     one column without choices: for the first start
//
// `onAdded` gets the id of the batch, or the names that are followed without one. Who may not write gets the same as a
// command line. What is dropped anywhere on the page, while the box is there, goes into it.
import { useId, useRef, useState } from "preact/hooks";
import "./paste_box.css";
import { BODY_MAX_BYTES, LINES_MAX, newNames } from "../lib/plan.ts";
import { bytes, whole } from "../lib/numbers.ts";
import { mayWrite, me } from "../data/session.ts";
import { useDropping } from "./dropping.tsx";
import { ErrorNote } from "./error_note.tsx";
import { AddChoice, AddCommand, useOffPeak } from "./paste_add.tsx";
import { PasteCost } from "./paste_cost.tsx";
import { PasteLines } from "./paste_lines.tsx";
import { usePlan } from "./use_plan.ts";

export interface Added {
  /** undefined: they are followed without a batch. */
  batchId: string | undefined;
  names: readonly string[];
}

export interface PasteBoxProps {
  text: string;
  onText: (text: string) => void;
  onAdded: (added: Added) => void;
  compact?: boolean;
}

const joined = (before: string, added: string) => (before.trim() === "" ? added : `${before.trimEnd()}\n${added}`);

export function PasteBox({ text, onText: onChange, onAdded, compact = false }: PasteBoxProps) {
  const planned = usePlan(text);
  const offPeak = useOffPeak(!compact);
  const dropping = useDropping((added) => onText(joined(text, added)));
  const onText = (next: string) => {
    dropping.forget();
    onChange(next);
  };
  const { plan, problem } = planned;
  const current = planned.isOf(text);
  const names = plan === undefined ? [] : newNames(plan);
  return (
    <div class={`paste ${compact ? "paste-compact" : ""}`}>
      <div class="paste-columns">
        <PasteText text={text} onText={onText} compact={compact} take={dropping.take} />
        <div class="paste-verdicts" aria-busy={planned.asking === "plan"}>
          {dropping.refused !== undefined && <p class="paste-trouble" role="alert">{dropping.refused}</p>}
          {planned.tooLong !== undefined && <TooLong size={planned.tooLong} />}
          {problem !== undefined && <ErrorNote problem={problem} what="what these lines are" onAgain={planned.again} />}
          {plan !== undefined && <PasteLines plan={plan} text={text} onText={onText} current={current} />}
          {plan === undefined && problem === undefined && planned.tooLong === undefined && !compact && <Forms />}
        </div>
      </div>
      {plan !== undefined && names.length > 0 && <PasteCost plan={plan} planned={planned} current={current} />}
      {plan !== undefined && me.value !== undefined &&
        (mayWrite()
          ? <AddChoice names={names} ready={current} compact={compact} offPeak={offPeak} onText={onText} onAdded={onAdded} />
          : <AddCommand names={names} />)}
      {dropping.over && <p class="paste-over" aria-hidden="true">Drop to read its names</p>}
    </div>
  );
}

interface TextProps {
  text: string;
  onText: (text: string) => void;
  compact: boolean;
  take: (files: Iterable<File>) => void;
}

function PasteText({ text, onText, compact, take }: TextProps) {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState(0);
  return (
    <div class="paste-text">
      <label for={id}>{compact ? "Paste names or URLs" : "Paste or drop names, URLs, git clone lines, CSV, package.json, go.mod"}</label>
      <textarea id={id} class="field mono" rows={compact ? 4 : 12} spellcheck={false} autocapitalize="off" autocomplete="off" value={text}
        placeholder={"pallets/flask\nhttps://github.com/cli/cli"}
        onInput={(event) => onText(event.currentTarget.value)}
        onPaste={(event) => {
          const files = event.clipboardData?.files;
          if (files === undefined || files.length === 0) return;
          event.preventDefault();
          take(files);
        }} />
      <p class="paste-tools">
        <button type="button" class="button" onClick={() => file.current?.click()}>Choose a file…</button>
        {text !== "" && <button type="button" class="button" onClick={() => onText("")}>Clear</button>}
        <input key={chosen} ref={file} type="file" multiple hidden onChange={(event) => {
          take(event.currentTarget.files ?? []);
          setChosen(chosen + 1);
        }} />
      </p>
    </div>
  );
}

function TooLong({ size }: { size: number }) {
  return (
    <p class="paste-trouble" role="alert">
      {bytes(size)} are more than one request holds ({bytes(BODY_MAX_BYTES)}, {whole(LINES_MAX)} names). Add a part of them first, or let{" "}
      <code>cpsg batch create NAME --file LIST</code> read the file.
    </p>
  );
}

function Forms() {
  return (
    <ul class="paste-forms quiet">
      <li><code>acme/graph</code> names, one a line or in a column of CSV</li>
      <li><code>https://github.com/acme/graph/issues</code> any address of a project’s pages</li>
      <li><code>git clone git@github.com:acme/graph.git</code> commands</li>
      <li><code>package.json</code>, <code>go.mod</code>: the repositories that they name</li>
    </ul>
  );
}
