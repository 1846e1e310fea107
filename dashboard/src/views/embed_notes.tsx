// What to know before the picture stands in a README: who can fetch it, and for how long it is kept by whom.
import { commandOf, type Kind, type Options, reachOf } from "../lib/embed.ts";
import { Block } from "../parts/block.tsx";
import { Copy } from "../parts/copy.tsx";

function Reach({ kind, full, options }: { kind: Kind; full: string; options: Options }) {
  const reach = reachOf(location.hostname);
  if (reach === "public") {
    return (
      <li>
        GitHub fetches pictures of a README, so <code>{location.host}</code> has to answer everybody.
      </li>
    );
  }
  const who = reach === "machine" ? "this machine alone" : "its own network alone";
  const command = commandOf(full, kind, options);
  return (
    <li>
      <b>This address can be reached from {who}</b>, and GitHub fetches pictures of a README. Write the same bytes into a
      file, and let a CI job commit it: <code>{command}</code>{" "}
      <Copy text={command} label="Copy the command" />
    </li>
  );
}

export function EmbedNotes({
  kind,
  full,
  options,
  visibility,
}: {
  kind: Kind;
  full: string;
  options: Options;
  visibility: string | null | undefined;
}) {
  const isFrame = kind.family === "embed";
  return (
    <Block id="notes" title="Good to know">
      <ul class="embed-notes">
        {visibility === null && (
          <li>
            <b>Whether this project is public is not known yet</b>: until then its pictures are 404.
          </li>
        )}
        {visibility !== null && visibility !== undefined && visibility !== "public" && (
          <li>
            <b>This project is not public</b>: its pictures are 404, unless <code>badges.private</code> is on and the
            reader may see it.
          </li>
        )}
        {!isFrame && <Reach kind={kind} full={full} options={options} />}
        {isFrame ? (
          <li>
            Only pages of <code>server.embed_origins</code> may frame a live chart; READMEs show no frames at all.
          </li>
        ) : (
          <li>
            A picture is drawn from what is stored, and good for 5 minutes; GitHub’s image proxy (Camo) may keep it some
            hours longer.
          </li>
        )}
        {!isFrame && (
          <li>
            Where nothing is known yet the picture says so, for two minutes; trouble of the server is never kept.
          </li>
        )}
      </ul>
    </Block>
  );
}
