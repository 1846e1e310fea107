// The name of the page in tabs and bookmarks: useTitle("acme/graph · commits · 1 y").
import { useEffect } from "preact/hooks";

export function useTitle(text: string): void {
  useEffect(() => {
    document.title = text === "" ? "cpsg" : `${text} · cpsg`;
  }, [text]);
}
