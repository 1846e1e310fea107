// A button with a menu below it: arrow keys, Home, End, Escape; a click elsewhere closes it.
//
//   <Menu label="More" items={[{ label: "As CSV", href: url, download: true }, { label: "Copy", act: copy }]} />
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import "./menu.css";

export interface MenuItem {
  label: ComponentChildren;
  /** A second, quieter line. */
  note?: string | undefined;
  act?: () => void;
  href?: string | undefined;
  download?: boolean;
}

interface MenuProps {
  label: ComponentChildren;
  /** Read out in place of a label that is a sign. */
  name?: string;
  items?: readonly (MenuItem | false | undefined)[];
  /** Above the items, or in their place: the menu is then a small box with whatever it holds. */
  children?: ComponentChildren;
  align?: "start" | "end";
  plain?: boolean;
  class?: string;
}

function Item({ item, close }: { item: MenuItem; close: (back?: boolean) => void }) {
  const inner = <>{item.label}{item.note === undefined ? null : <span class="note">{item.note}</span>}</>;
  if (item.href !== undefined) {
    return (
      <a role="menuitem" class="menu-item" href={item.href} download={item.download ?? false} onClick={() => close()} tabIndex={-1}>
        {inner}
      </a>
    );
  }
  const act = () => {
    close(true);
    item.act?.();
  };
  return <button type="button" role="menuitem" class="menu-item" onClick={act} tabIndex={-1}>{inner}</button>;
}

function moveFocus(event: KeyboardEvent, box: HTMLElement): void {
  const items = [...box.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next: Partial<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 };
  const to = next[event.key];
  if (to === undefined || items.length === 0) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

const EDGE_PX = 12;

/** Wherever the button stands, all of the box can be read. */
function keepInWindow(box: HTMLElement): void {
  const { left, right } = box.getBoundingClientRect();
  const room = document.documentElement.clientWidth - EDGE_PX;
  box.style.translate = `${Math.max(EDGE_PX - left, 0) || Math.min(room - right, 0)}px`;
}

/** Closes on a press elsewhere, and when the focus goes elsewhere. */
function useOutside(box: RefObject<HTMLElement | null>, open: boolean, close: () => void): void {
  useEffect(() => {
    if (!open) return undefined;
    const onOutside = (event: Event) => box.current?.contains(event.target as Node) === false && close();
    document.addEventListener("pointerdown", onOutside);
    document.addEventListener("focusin", onOutside);
    return () => {
      document.removeEventListener("pointerdown", onOutside);
      document.removeEventListener("focusin", onOutside);
    };
  }, [open]);
}

export function Menu({ label, name, items = [], children, align = "start", plain = false, class: kind = "" }: MenuProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (back = false) => {
    setOpen(false);
    if (back) button.current?.focus();
  };
  useOutside(box, open, close);
  useLayoutEffect(() => {
    const shown = open ? box.current?.querySelector<HTMLElement>(".menu-box") : undefined;
    if (shown == null) return;
    keepInWindow(shown);
    shown.querySelector<HTMLElement>(":is([role=menuitem], input, select)")?.focus();
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open && event.key === "ArrowDown" && event.target === button.current) setOpen(true);
    else if (open && event.key === "Escape") {
      close(true);
      event.stopPropagation();
    } else if (open && !(event.target instanceof HTMLInputElement)) return moveFocus(event, box.current!);
    else return;
    event.preventDefault();
  };
  const shown = items.filter((item) => item !== false && item !== undefined);
  return (
    <div class={`menu ${kind}`} ref={box} onKeyDown={onKeyDown}>
      <button type="button" ref={button} class={plain ? "menu-plain" : "button"} aria-haspopup={shown.length > 0 ? "menu" : "dialog"}
        aria-expanded={open} aria-label={name} title={name} onClick={() => setOpen(!open)}>
        {label}
      </button>
      {open && (
        <div class={`menu-box ${align}`}>
          {children}
          {shown.length > 0 && <div role="menu">{shown.map((item, index) => <Item key={index} item={item} close={close} />)}</div>}
        </div>
      )}
    </div>
  );
}
