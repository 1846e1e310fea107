// What stands above or beside the page: a dialog that wants an answer first, and a side panel that doesn't.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import "./dialog.css";
import { useKeys } from "../data/keys.ts";

interface Frame {
  title: ComponentChildren;
  onClose: () => void;
  children: ComponentChildren;
}

function Head({ id, title, onClose }: { id: string; title: ComponentChildren; onClose: () => void }) {
  return (
    <div class="dialog-head">
      <h2 id={id} tabIndex={-1}>{title}</h2>
      <button type="button" class="dialog-close" aria-label="Close" onClick={onClose}>✕</button>
    </div>
  );
}

export function Dialog({ title, open, onClose, children }: Frame & { open: boolean }) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const before = useRef<Element | null>(null);
  const pressed = useRef<EventTarget | null>(null);
  // Before the next key comes: what is typed at once belongs into the dialog.
  useLayoutEffect(() => {
    if (!open || element.current?.open !== false) return;
    before.current = document.activeElement;
    element.current.showModal();
  }, [open]);
  // It leaves the page at once, so the browser would not give the focus back.
  useEffect(() => () => {
    if (open && before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
  }, [open]);
  if (!open) return null;
  // A selection that is let go of beside the dialog has not begun there.
  const onPress = (event: MouseEvent) => (pressed.current = event.target);
  const onClick = ({ target }: MouseEvent) =>
    target === element.current && target === pressed.current && onClose();
  return (
    <dialog ref={element} class="dialog" aria-labelledby={id} onClose={onClose} onCancel={onClose}
      onMouseDown={onPress} onClick={onClick}>
      <div class="dialog-body">
        <Head id={id} title={title} onClose={onClose} />
        {children}
      </div>
    </dialog>
  );
}

/** The page beside it stays usable; Escape closes it and the focus goes back to where it came from. */
export function Side({ title, onClose, children }: Frame) {
  const element = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    element.current?.querySelector<HTMLElement>("h2")?.focus();
    return () => before instanceof HTMLElement && before.isConnected && before.focus();
  }, []);
  useKeys([{ key: "Escape", act: onClose }]);
  return (
    <div ref={element} class="side" role="dialog" aria-labelledby={id}>
      <Head id={id} title={title} onClose={onClose} />
      {children}
    </div>
  );
}
