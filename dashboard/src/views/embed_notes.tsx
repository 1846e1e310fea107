// What somebody should know before the picture stands in a README: who can fetch it, for how long it is kept, and by whom.
import { type Kind, printKind, reachOf } from "../lib/embed.ts";
import { Block } from "../parts/block.tsx";
import { Copy } from "../parts/copy.tsx";

function Reach({ kind, full }: { kind: Kind; full: string }) {
  const reach = reachOf(location.hostname);
  if (reach === "public") {
    return <li>GitHub fetches pictures of a README itself, so <code>{location.host}</code> has to answer everybody on the internet.</li>;
  }
  const who = reach === "machine" ? "this machine alone" : "its own network alone";
  const command = `cpsg badge ${full} ${printKind(kind).replace(/^badge\//, "")} > ${kind.of === "" ? kind.family : kind.of}.svg`;
  return (
    <li>
      <b>The address of this page can be reached from {who}</b>, and pictures of a README are fetched by GitHub.
      {kind.family === "badge"
        ? <> Write the same bytes into a file, and let a CI job commit it: <code>{command}</code> <Copy text={command} label="Copy the command" /></>
        : " Use a server that the internet reaches."}
    </li>
  );
}

export function EmbedNotes({ kind, full, isPrivate }: { kind: Kind; full: string; isPrivate: boolean }) {
  const isFrame = kind.family === "embed";
  return (
    <Block id="notes" title="Good to know">
      <ul class="embed-notes">
        {isPrivate && <li><b>This project is not public</b>: its pictures are answered with 404, unless <code>badges.private</code> is on and the reader may see it.</li>}
        <Reach kind={kind} full={full} />
        {isFrame
          ? <li>Only pages of <code>server.embed_origins</code> may frame a live chart; READMEs show no frames at all.</li>
          : <li>A picture is drawn from what is stored, never by asking GitHub. It is good for 5 minutes; GitHub’s image proxy (Camo) may keep it some hours longer.</li>}
        {!isFrame && <li>Where nothing is known yet the picture says so, and asks to be kept for two minutes alone; trouble of the server is never kept.</li>}
      </ul>
    </Block>
  );
}
