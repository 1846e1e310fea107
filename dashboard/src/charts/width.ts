import { useLayoutEffect, useState } from "preact/hooks";

/** The width of an element in whole pixels, kept up to date; 0 before it is on the page. */
export function useWidth(element: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const read = () => setWidth(Math.floor(node.clientWidth));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return width;
}
