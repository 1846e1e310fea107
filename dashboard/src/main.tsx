// The page: a frame of navigation around the view that the address names. The fleet is in the first load; each other view
// comes when it is first asked for.
import { type ComponentType, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./styles/tokens.css";
import "./styles/base.css";
import type { View } from "./lib/address.ts";
import { watchKeys } from "./data/keys.ts";
import { address, watchLocation } from "./data/location.ts";
import { watchSession } from "./data/session.ts";
import { Frame } from "./parts/frame.tsx";
import { Boundary } from "./parts/boundary.tsx";
import { Loading } from "./parts/loading.tsx";
import { LoadFailed, NotFound } from "./parts/not_found.tsx";
import { Fleet } from "./views/fleet.tsx";

type Loaded = { View: ComponentType };
const LATER: Partial<Record<View, () => Promise<Loaded>>> = {
  project: () => import("./views/project.tsx"),
  branches: () => import("./views/branches.tsx"),
  commits: () => import("./views/commits.tsx"),
  people: () => import("./views/people.tsx"),
  pulls: () => import("./views/pulls.tsx"),
  embed: () => import("./views/embed.tsx"),
  compare: () => import("./views/compare.tsx"),
  operations: () => import("./views/operations.tsx"),
  batch: () => import("./views/batch.tsx"),
  add: () => import("./views/add.tsx"),
  reference: () => import("./views/reference.tsx"),
};

const loaded = new Map<View, ComponentType>([["fleet", Fleet], ["not_found", NotFound]]);

/** The component of a view; a loading one until its code is there, since a new version of the server may have other files. */
function useView(view: View): ComponentType {
  const [, redraw] = useState(0);
  useEffect(() => {
    const load = LATER[view];
    if (loaded.has(view) || load === undefined) return;
    load().then(
      (module) => loaded.set(view, module.View),
      () => loaded.set(view, LoadFailed),
    ).then(() => redraw((count) => count + 1));
  }, [view]);
  return loaded.get(view) ?? Loading;
}

function Page() {
  const { view, owner, name } = address.value;
  const Shown = useView(view);
  return (
    <Frame>
      <Boundary key={`${view} ${owner}/${name}`.toLowerCase()}><Shown /></Boundary>
    </Frame>
  );
}

// Other sites may frame that document: whatever its address, it holds a chart and nothing that can be pressed by mistake.
const embed = document.getElementById("embed");
if (embed !== null) {
  void import("./embed.tsx").then(({ showEmbed }) => showEmbed(embed), () => render(<LoadFailed />, embed));
} else {
  watchLocation();
  watchKeys();
  watchSession();
  render(<Page />, document.getElementById("page")!);
}
