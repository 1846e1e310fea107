// A section of a page: its question, what is counted, and all the states that its data can have.
//
//   <Block id="busy" title="How busy is it?" sub="commits a week, without bots" resource={activity} height={240}
//     empty={buckets.length === 0 && "No commits yet"} menu={{ definition, call }}>…</Block>
//
// Children are drawn once the resource has a value; without a resource they always are.
import type { ComponentChildren } from "preact";
import "./block.css";
import type { Problem } from "../data/request.ts";
import type { Resource } from "../data/resource.ts";
import { clockText } from "../lib/times.ts";
import { type BlockMenu, BlockMenuButton } from "./block_menu.tsx";
import { Empty } from "./empty.tsx";
import { ErrorNote } from "./error_note.tsx";
import { Shapes } from "./loading.tsx";
import { zone } from "./zone.ts";

interface BlockProps {
  id: string;
  title: string;
  sub?: ComponentChildren;
  resource?: Resource<unknown> | undefined;
  /** Of this block alone, where one answer holds several. */
  problem?: Problem | undefined;
  /** A sentence that is shown in place of the children. */
  empty?: ComponentChildren;
  action?: ComponentChildren;
  menu?: BlockMenu | undefined;
  /** Of the children, in pixels: the loading shapes have it too, so that nothing moves. */
  height?: number;
  /** Beside the title. */
  controls?: ComponentChildren;
  children?: ComponentChildren | (() => ComponentChildren);
}

function Body({ title, resource, problem, empty, action, height = 160, children }: BlockProps) {
  const failed = problem ?? (resource?.value === undefined ? resource?.problem : undefined);
  if (failed !== undefined) return <ErrorNote problem={failed} what={title} onAgain={resource?.reload} />;
  if (resource !== undefined && resource.value === undefined) return <Shapes height={height} />;
  if (empty !== undefined && empty !== null && empty !== false && empty !== "") return <Empty sentence={empty} action={action} />;
  return <>{typeof children === "function" ? children() : children}</>;
}

export function Block(props: BlockProps) {
  const { id, title, sub, resource, menu, controls } = props;
  const stale = resource?.value !== undefined && resource.problem !== undefined && resource.readAt !== undefined;
  return (
    <section class="block" id={id} aria-labelledby={`${id}-title`} aria-busy={resource?.loading === true && resource.value === undefined}>
      <header class="block-head">
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          {sub === undefined ? null : <p class="note">{sub}</p>}
        </div>
        <div class="block-controls">
          {controls}
          {menu === undefined ? null : <BlockMenuButton title={title} menu={menu} />}
        </div>
      </header>
      {stale && <p class="block-stale note">Not refreshed: as of {clockText(resource.readAt!, zone.value)}</p>}
      <Body {...props} />
    </section>
  );
}
