// Writes the pictures of the README: the fleet and a project of the demo's world, in both themes.
//
// usage: script/node dashboard/tests/pictures.ts [FOLDER]      docs/pictures, where none is given
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, settled } from "./testing/browser.ts";
import { PROJECT, startWorld } from "./testing/programs.ts";
import { THEMES } from "./testing/views.ts";

const folder = process.argv[2] ?? join(PROJECT, "docs/pictures");
const PICTURES = [
  { name: "fleet", path: "/?range=1y", height: 640 },
  { name: "project", path: "/p/demo/orchard", height: 900 },
];

mkdirSync(folder, { recursive: true });
await using world = await startWorld();
await using browser = await openBrowser();
for (const { name, path, height } of PICTURES) {
  for (const theme of THEMES) {
    const page = await browser.open(world.url + path, { theme, width: 1280, height });
    await settled(page);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    await page.context().close();
  }
}
