// The reference of the API, from its own document.
import { useTitle } from "../parts/title.ts";

export function View() {
  useTitle("Reference");
  return <div class="page-body"><h1>Reference</h1><p><a href="/openapi.json">The API’s own document</a></p></div>;
}
