// Views for addresses that lead nowhere, and for code that did not come.
import type { ComponentChildren } from "preact";
import { visibleText } from "../lib/text.ts";
import { address } from "../data/location.ts";
import { signal } from "../data/signals.ts";
import { Empty } from "./empty.tsx";
import { Dialog } from "./dialog.tsx";
import { useTitle } from "./title.ts";

/** The children say what may have been meant. */
export function NotFound({ what = "There is no such page", children }: { what?: ComponentChildren; children?: ComponentChildren }) {
  useTitle("Not found");
  const { owner, name } = address.value;
  const why = name === "" ? "The address may be mistyped, or old."
    : <><bdi>{visibleText(`${owner}/${name}`)}</bdi> is not a name of a repository.</>;
  return (
    <div class="page-body">
      <h1>{what}</h1>
      <Empty sentence={children ?? why} action={<a href="/">To the fleet</a>} />
    </div>
  );
}

/** After an update the server has other files than this page knows. */
const WhyNotLoaded = () => (
  <Empty sentence="The server can’t be reached, or was updated while this page was open."
    action={<button type="button" class="button main" onClick={() => location.reload()}>Load again</button>} />
);

export function LoadFailed() {
  useTitle("Could not load");
  return <div class="page-body"><h1>This page could not be loaded</h1><WhyNotLoaded /></div>;
}

const failed = signal(false);

/** Acts with code that is loaded when it is first wanted: `later(import("./x.tsx"), ({ X }) => …)`. A dialog says where it did not come. */
export function later<T>(code: Promise<T>, act: (loaded: T) => void): void {
  void code.then(act, () => (failed.value = true));
}

export const LoadFailedBox = () => (
  <Dialog title="This could not be loaded" open={failed.value} onClose={() => (failed.value = false)}><WhyNotLoaded /></Dialog>
);
