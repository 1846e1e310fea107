import { useLayoutEffect, useState } from "preact/hooks";

const SIZE_PX = 16;

export interface Room {
  /** In whole pixels; 0 before the element is on the page. */
  width: number;
  /** How large the reader's text is, against the usual one. */
  textScale: number;
}

function roomOf(node: HTMLElement): Room {
  const textScale = parseFloat(getComputedStyle(document.documentElement).fontSize) / SIZE_PX;
  return { width: Math.floor(node.clientWidth), textScale };
}

/** The room that an element has, kept up to date: larger text makes it higher, which is noticed too. */
export function useRoom(element: { current: HTMLElement | null }): Room {
  const [room, setRoom] = useState<Room>({ width: 0, textScale: 1 });
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const read = () => setRoom((before) => {
      const now = roomOf(node);
      return now.width === before.width && now.textScale === before.textScale ? before : now;
    });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return room;
}
