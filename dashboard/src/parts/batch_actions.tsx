// What may be done with a batch: buttons for who may write, none for others. Pausing, going on and trying again can be
// taken back; cancelling can't, so it asks for the batch's name.
import { useId, useState } from "preact/hooks";
import "./batch_actions.css";
import { actionsOf, type Batch, type BatchAction } from "../lib/batch.ts";
import { whole } from "../lib/numbers.ts";
import { visibleText } from "../lib/text.ts";
import { api, asProblem, type Problem, valueOrThrow } from "../data/request.ts";
import { mayWrite } from "../data/session.ts";
import { ActionNote } from "./action_note.tsx";
import { announce } from "./announce.tsx";
import { Dialog } from "./dialog.tsx";
import { offerUndo } from "./undo.tsx";

interface Props {
  batch: Batch;
  /** Gets the batch as it is afterwards. */
  onBatch: (batch: Batch) => void;
}

async function ask(id: string, action: BatchAction): Promise<Batch> {
  // A session's cookie is taken for a change only with this type.
  const headers = { "Content-Type": "application/json" };
  return valueOrThrow(await api.POST(`/v1/batches/{id}/${action}` as "/v1/batches/{id}/pause", { params: { path: { id } }, headers }));
}

const WORDS: Record<BatchAction, string> = { pause: "Pause", resume: "Resume", retry: "Retry", cancel: "Cancel…" };

export function BatchActions({ batch, onBatch }: Props) {
  const [busy, setBusy] = useState<BatchAction>();
  const [problem, setProblem] = useState<Problem>();
  const [cancelling, setCancelling] = useState(false);
  if (!mayWrite()) return null;

  const act = async (action: BatchAction): Promise<boolean> => {
    setBusy(action);
    setProblem(undefined);
    try {
      onBatch(await ask(batch.id, action));
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(undefined);
    }
  };
  const onAction = async (action: BatchAction) => {
    if (action === "cancel") return setCancelling(true);
    if (!(await act(action))) return undefined;
    const name = visibleText(batch.name);
    const undo = (back: BatchAction) => () => ask(batch.id, back).then(onBatch);
    if (action === "pause") return offerUndo(`Paused “${name}”`, undo("resume"));
    if (action === "resume") return offerUndo(`“${name}” goes on`, undo("pause"));
    // What is handed out already is tried all the same: nothing else can be taken back.
    return offerUndo(`Trying ${whole(batch.progress.failed)} again`, () => undo("pause")().then(() => announce("Paused")));
  };
  return (
    <>
      <span class="batch-actions">
        {actionsOf(batch).map((action) => (
          // Pause and Resume are one button, which keeps the focus.
          <button key={action === "resume" ? "pause" : action} type="button" class="button" aria-disabled={busy !== undefined}
            onClick={() => busy === undefined && void onAction(action)}>
            {WORDS[action]}{action === "retry" && ` ${whole(batch.progress.failed)}`}<span class="hidden"> of {visibleText(batch.name)}</span>
          </button>
        ))}
      </span>
      {problem !== undefined && <ActionNote problem={problem} what="Not done." />}
      {cancelling && (
        <Cancel batch={batch} onClose={() => setCancelling(false)} onCancel={() => {
          setCancelling(false);
          void act("cancel");
        }} />
      )}
    </>
  );
}

function Cancel({ batch, onClose, onCancel }: { batch: Batch; onClose: () => void; onCancel: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const left = batch.progress.pending;
  const waiting = left === 0
    ? "No project of it waits any more."
    : `${whole(left)} ${left === 1 ? "project that waits is" : "projects that wait are"} not brought in.`;
  const matches = typed.trim() === batch.name.trim();
  return (
    <Dialog title={<>Cancel <bdi>{visibleText(batch.name)}</bdi>?</>} open onClose={onClose}>
      <form class="batch-cancel" onSubmit={(event) => { event.preventDefault(); if (matches) onCancel(); }}>
        <p>{waiting} What was synced stays. This can’t be undone.</p>
        <label for={id}>Type <b><bdi>{visibleText(batch.name)}</bdi></b> to confirm</label>
        <input id={id} class="field" type="text" autocomplete="off" spellcheck={false} autofocus value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)} />
        <p class="batch-actions">
          <button type="submit" class="button main" disabled={!matches}>Cancel the batch</button>
          <button type="button" class="button" onClick={onClose}>Keep it</button>
        </p>
      </form>
    </Dialog>
  );
}
