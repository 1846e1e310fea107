// How the projects of a pasted list are added: as a batch at any hour, in off-peak hours, or at once; for who may not
// write, the same as a command line.
import { useId, useState } from "preact/hooks";
import { commandLine, defaultName, NOW_MAX } from "../lib/plan.ts";
import { whole } from "../lib/numbers.ts";
import { untilText } from "../lib/times.ts";
import { api, asProblem, type Problem, serverNow, valueOrThrow } from "../data/request.ts";
import { useResource } from "../data/resource.ts";
import { ActionNote } from "./action_note.tsx";
import { Copy } from "./copy.tsx";
import { zone } from "./zone.ts";
import type { Added } from "./paste_box.tsx";

type How = "batch" | "off_peak" | "now";
const NAME_MAX_BYTES = 200;

async function addBatch(name: string, projects: readonly string[], offPeak: boolean): Promise<string> {
  const answer = await api.POST("/v1/batches", { body: { name, projects: [...projects], off_peak: offPeak } });
  return valueOrThrow(answer).id;
}

/** One after the other; throws at the first that is refused, with those before it followed. */
async function followEach(names: readonly string[], onDone: (name: string) => void): Promise<void> {
  for (const name of names) {
    valueOrThrow(await api.POST("/v1/projects", { body: { url: name } }));
    onDone(name);
  }
}

function fitted(name: string): string {
  let kept = name.trim();
  while (new TextEncoder().encode(kept).length > NAME_MAX_BYTES) kept = [...kept].slice(0, -1).join("");
  return kept;
}

interface OffPeak {
  open: boolean;
  changes_at: string | null;
}

/** The hours of batches; undefined where none are set, or until they are known. */
export function useOffPeak(wanted: boolean): OffPeak | undefined {
  const status = useResource(wanted ? "status" : undefined, async (signal) => valueOrThrow(await api.GET("/v1/status", { signal })));
  const offPeak = status.value?.off_peak;
  return offPeak === undefined || offPeak.changes_at === null ? undefined : offPeak;
}

interface ChoiceProps {
  names: readonly string[];
  /** Whether the names are those of the text as it is now. */
  ready: boolean;
  compact: boolean;
  offPeak: OffPeak | undefined;
  onText: (text: string) => void;
  onAdded: (added: Added) => void;
}

export function AddChoice({ names, ready, compact, offPeak, onText, onAdded }: ChoiceProps) {
  const [asked, setAsked] = useState<How>();
  const [typed, setTyped] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const how = asked === "now" && names.length > NOW_MAX ? "batch" : (asked ?? (names.length === 1 ? "now" : "batch"));
  const name = fitted(typed ?? "") || defaultName(names.length, serverNow(), zone.value);
  const add = async () => {
    setBusy(true);
    setProblem(undefined);
    const followed = new Set<string>();
    try {
      const batchId = how === "now" ? undefined : await addBatch(name, names, how === "off_peak");
      if (batchId === undefined) await followEach(names, (each) => followed.add(each));
      onAdded({ batchId, names });
    } catch (error) {
      setProblem(asProblem(error));
      // What was refused stays in the box; the rest is followed.
      if (followed.size > 0) onText(names.filter((each) => !followed.has(each)).join("\n"));
    }
    setBusy(false);
  };
  if (names.length === 0) return <p class="quiet">Nothing new to add.</p>;
  return (
    <form class="paste-add" onSubmit={(event) => { event.preventDefault(); void add(); }}>
      {!compact && <Choices how={how} onHow={setAsked} count={names.length} offPeak={offPeak} />}
      {!compact && how !== "now" && <Name value={typed ?? ""} fallback={name} onName={setTyped} />}
      {problem !== undefined && <ActionNote problem={problem} what={how === "now" ? "Not all are added." : "Not added."} />}
      <p class="paste-button">
        <button type="submit" class="button main" disabled={!ready || busy}>
          {busy ? "Adding…" : `Add ${names.length === 1 ? names[0]! : `${whole(names.length)} projects`}`}
        </button>
      </p>
    </form>
  );
}

function Choices({ how, onHow, count, offPeak }: { how: How; onHow: (how: How) => void; count: number; offPeak: OffPeak | undefined }) {
  const group = useId();
  if (offPeak === undefined && count > NOW_MAX) return null;
  const choice = (value: How, text: string) => (
    <label key={value}>
      <input type="radio" name={group} checked={how === value} onChange={() => onHow(value)} /> {text}
    </label>
  );
  const hours = offPeak?.open === true ? "open now" : `from ${untilText(offPeak?.changes_at, serverNow(), zone.value)}`;
  return (
    <fieldset class="paste-choices">
      <legend class="hidden">How they are added</legend>
      {choice("batch", "as a batch, at any hour")}
      {offPeak !== undefined && choice("off_peak", `as a batch, in off-peak hours (${hours})`)}
      {count <= NOW_MAX && choice("now", "at once, without a batch")}
    </fieldset>
  );
}

function Name({ value, fallback, onName }: { value: string; fallback: string; onName: (name: string) => void }) {
  const id = useId();
  return (
    <p class="paste-name">
      <label for={id}>Name of the batch</label>
      <input id={id} class="field" type="text" maxlength={NAME_MAX_BYTES} autocomplete="off" value={value} placeholder={fallback}
        onInput={(event) => onName(event.currentTarget.value)} />
    </p>
  );
}

/** The same for who may read only. */
export function AddCommand({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  const line = commandLine(defaultName(names.length, serverNow(), zone.value), names);
  return (
    <div class="paste-command">
      <p>You may read here, not add. Whoever may run commands at the server can do the same with:</p>
      <pre tabindex={0} aria-label="Command">{line}</pre>
      <Copy text={line} label="Copy the command" />
    </div>
  );
}
