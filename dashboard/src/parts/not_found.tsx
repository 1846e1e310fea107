// Views for addresses that lead nowhere, and for code that did not come.
import type { ComponentChildren } from "preact";
import { Empty } from "./empty.tsx";
import { useTitle } from "./title.ts";

/** The children say what may have been meant. */
export function NotFound({ what = "There is no such page", children }: { what?: ComponentChildren; children?: ComponentChildren }) {
  useTitle("Not found");
  return (
    <div class="page-body">
      <h1>{what}</h1>
      <Empty sentence={children ?? "The address may be mistyped, or old."} action={<a href="/">To the fleet</a>} />
    </div>
  );
}

/** After an update the server has other files than this page knows. */
export function LoadFailed() {
  useTitle("Could not load");
  return (
    <div class="page-body">
      <h1>This page could not be loaded</h1>
      <Empty sentence="The server can’t be reached, or was updated while this page was open."
        action={<button type="button" class="button main" onClick={() => location.reload()}>Load again</button>} />
    </div>
  );
}
