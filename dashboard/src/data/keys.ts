// The keyboard: which keys act at this moment, and the list of them that `?` shows.
//
//   useKeys([{ key: "j", does: "next row", act: () => move(1) }]);      while the part is on the page
//   useKeys([{ key: "g f", does: "Fleet", act: … }]);                   one key, then another within a second
//
// The part that came last wins. Single letters don't act while text is typed, with a modifier held, or when the reader
// switched them off; named keys (Escape, ArrowLeft) and "Ctrl+K" always do.
import { useEffect, useRef } from "preact/hooks";
import { lettersAct } from "./settings.ts";

export interface Key {
  key: string;
  /** What it does, for the list of keys; without it the key is not listed. */
  does?: string;
  /** false lets the next part have the key. */
  act: (event: KeyboardEvent) => void | boolean;
}

const layers: { current: readonly Key[] }[] = [];
const PREFIX_MS = 1_000;
let prefix = "";
let prefixAt = 0;

export function keysNow(): Key[] {
  return layers.flatMap((layer) => layer.current).filter((key) => key.does !== undefined);
}

export function useKeys(keys: readonly Key[]): void {
  const layer = useRef(keys);
  layer.current = keys;
  useEffect(() => {
    layers.push(layer);
    return () => void layers.splice(layers.indexOf(layer), 1);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !/^(checkbox|radio|button|submit)$/.test((target as HTMLInputElement).type ?? "");
}

function nameOf(event: KeyboardEvent): string {
  return event.ctrlKey || event.metaKey ? `Ctrl+${event.key.toUpperCase()}` : event.key;
}

function allowed(event: KeyboardEvent, name: string): boolean {
  if (name.startsWith("Ctrl+")) return true;
  if (event.altKey) return false;
  if (name.length > 1) return !isTyping(event.target) || name === "Escape";
  return !isTyping(event.target) && lettersAct.value;
}

/** A dialog has keys of its own: those of the page behind it wait. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog") !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isInDialog(event.target)) return;
  const name = nameOf(event);
  if (!allowed(event, name)) return;
  const sequence = prefix !== "" && event.timeStamp - prefixAt < PREFIX_MS ? `${prefix} ${name}` : name;
  prefix = "";
  for (const layer of [...layers].reverse()) {
    const key = layer.current.find((candidate) => candidate.key === sequence);
    if (key !== undefined && key.act(event) !== false) return event.preventDefault();
  }
  if (layers.some((layer) => layer.current.some((key) => key.key.startsWith(`${name} `)))) {
    prefix = name;
    prefixAt = event.timeStamp;
  }
}

/** Called once. */
export function watchKeys(): void {
  document.addEventListener("keydown", onKeyDown);
}
