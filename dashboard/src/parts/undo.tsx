// After something that can be taken back: offerUndo("Batch paused", () => resume()) shows a bar with [Undo] for 8 seconds.
// It goes along to other pages, so that it is also the bar that says what could not be undone.
import { signal } from "../data/signals.ts";
import { useEffect, useState } from "preact/hooks";
import "./undo.css";
import { useKeys } from "../data/keys.ts";
import { asProblem } from "../data/request.ts";
import { announce } from "./announce.tsx";

type Undo = () => void | Promise<void>;

const offered = signal<{ text: string; undo?: Undo } | undefined>(undefined);
const SHOWN_MS = 8_000;

export function offerUndo(text: string, undo: Undo): void {
  offered.value = { text, undo };
  announce(`${text}. Key u undoes it for 8 seconds.`);
}

/** Drawn once, by the frame. It stays while the pointer or the focus is on it. */
export function UndoBar() {
  const offer = offered.value;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (offer === undefined || held) return undefined;
    const timer = setTimeout(() => (offered.value = undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [offer, held]);
  const undo = () => {
    if (offer?.undo === undefined) return false;
    offered.value = undefined;
    setHeld(false);
    Promise.resolve(offer.undo()).catch((error: unknown) => {
      const text = `Not undone: ${asProblem(error)?.message ?? ""}`;
      offered.value = { text };
      announce(text);
    });
    return undefined;
  };
  // With Tab alone it would be gone before it is reached.
  useKeys([{ key: "u", does: "undo what was just done", act: undo }]);
  if (offer === undefined) return null;
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  return (
    <div class="undo" onPointerEnter={hold} onPointerLeave={release} onFocusIn={hold} onFocusOut={release}>
      <span>{offer.text}</span>
      {offer.undo && <button type="button" class="button" onClick={undo} aria-keyshortcuts="u">Undo <kbd>u</kbd></button>}
    </div>
  );
}
