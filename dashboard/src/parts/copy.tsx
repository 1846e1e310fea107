// Copying. A browser without a clipboard (plain http beyond this machine) shows the text, selected, in its place.
//
//   <Copy text={command} label="Copy the command" />        copyText(markdown, "The table")
import { signal } from "../data/signals.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import "./copy.css";
import { announce } from "./announce.tsx";
import { Dialog } from "./dialog.tsx";

const byHand = signal<{ text: string; what: string } | undefined>(undefined);

export async function copyText(text: string, what: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what}: copied`);
    return true;
  } catch {
    byHand.value = { text, what };
    return false;
  }
}

/** Drawn once, by the frame. */
export function CopyByHand() {
  const field = useRef<HTMLTextAreaElement>(null);
  const wanted = byHand.value;
  useEffect(() => field.current?.select(), [wanted]);
  if (wanted === undefined) return null;
  return (
    <Dialog title={wanted.what} open onClose={() => (byHand.value = undefined)}>
      <p class="quiet">This browser lets no page copy by itself here: press Ctrl+C.</p>
      <textarea ref={field} class="field copy-text mono" rows={8} readonly aria-label={wanted.what} value={wanted.text} />
    </Dialog>
  );
}

const SHOWN_MS = 1_500;

export function Copy({ text, label, children }: { text: string | (() => string); label: string; children?: preact.ComponentChildren }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () => void copyText(typeof text === "function" ? text() : text, label).then(setDone);
  return (
    <button type="button" class="copy button" onClick={copy} title={label} aria-label={label}>
      {done ? "Copied" : (children ?? "Copy")}
    </button>
  );
}
