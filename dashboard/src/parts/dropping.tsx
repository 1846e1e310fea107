// Takes what is dropped anywhere on the page: files of text, or text itself, as far as it fits.
//
//   const { over, refused, take } = useDropping((text) => setText(joined(before, text)));
import { useEffect, useRef, useState } from "preact/hooks";
import { BODY_MAX_BYTES } from "../lib/plan.ts";
import { bytes } from "../lib/numbers.ts";

export interface Dropping {
  /** Whether something is held over the page. */
  over: boolean;
  /** Why the last one was not taken. */
  refused: string | undefined;
  take: (files: Iterable<File>) => void;
  forget: () => void;
}

const holds = (event: DragEvent) => ["Files", "text/plain", "text/uri-list"].some((type) => event.dataTransfer?.types.includes(type));
/** Text that is dropped into a field goes where the pointer is, as everywhere. */
const isFieldOfText = (event: DragEvent) => event.target instanceof HTMLTextAreaElement && event.dataTransfer?.types.includes("Files") !== true;

export function useDropping(onText: (text: string) => void): Dropping {
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const latest = useRef(onText);
  latest.current = onText;
  const take = (files: Iterable<File>) => {
    const list = [...files];
    const size = list.reduce((sum, file) => sum + file.size, 0);
    if (size > BODY_MAX_BYTES) {
      const most = bytes(BODY_MAX_BYTES);
      return setRefused(`${bytes(size)} are more than one request holds (${most}). cpsg batch create --file takes such a file.`);
    }
    setRefused(undefined);
    return void Promise.all(list.map((file) => file.text())).then(
      (texts) => latest.current(texts.join("\n")),
      () => setRefused("The file could not be read."),
    );
  };
  useEffect(() => {
    const mine = new AbortController();
    const on = <K extends "dragover" | "dragleave" | "drop">(name: K, act: (event: DragEvent) => void) =>
      document.addEventListener(name, act, { signal: mine.signal });
    on("dragover", (event) => {
      if (!holds(event) || isFieldOfText(event)) return;
      event.preventDefault();
      setOver(true);
    });
    on("dragleave", (event) => event.relatedTarget === null && setOver(false));
    on("drop", (event) => {
      setOver(false);
      if (!holds(event) || isFieldOfText(event)) return;
      event.preventDefault();
      const { files } = event.dataTransfer!;
      if (files.length > 0) take(files);
      else latest.current(event.dataTransfer!.getData("text/plain"));
    });
    return () => mine.abort();
  }, []);
  return { over, refused, take, forget: () => setRefused(undefined) };
}
