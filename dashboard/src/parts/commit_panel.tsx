// One commit beside the list: the whole message, who wrote and who committed it, on their own clocks.
import type { components } from "../data/api_types.ts";
import { address, hrefOf } from "../data/location.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { useResource } from "../data/resource.ts";
import { withQuery } from "../lib/address.ts";
import { ownClock } from "../lib/days.ts";
import { counted } from "../lib/numbers.ts";
import { visibleText } from "../lib/text.ts";
import { Copy } from "./copy.tsx";
import { Lines } from "./lines.tsx";
import { ListPanel } from "./list_panel.tsx";

type Commit = components["schemas"]["commit"];

const ALTERED: Record<Commit["altered"][number], string> = {
  encoding: "Its text was not UTF-8: it was converted, or bad bytes were replaced.",
  date: "A date that git cannot read is left out.",
  zone: "An offset that cannot be read is shown as +00:00.",
  message: "The message was too long and is cut.",
};

function Signature({ who }: { who: Commit["author"] }) {
  const clock = ownClock(who.date);
  const name = visibleText(who.name ?? "");
  return (
    <dd>
      <bdi>{name === "" ? "no name" : name}</bdi>
      {who.login !== null && (
        <>
          {" "}
          (<bdi>{visibleText(who.login)}</bdi>)
        </>
      )}
      <br />
      {clock === undefined ? (
        <span class="quiet">no date that git can read</span>
      ) : (
        <time datetime={who.date!}>
          {clock.day} {clock.time} {clock.offset}
        </time>
      )}
    </dd>
  );
}

function Facts({ commit }: { commit: Commit }) {
  const parent = (oid: string) => (
    <>
      <a class="mono" href={hrefOf(withQuery(address.value, { oid }))}>
        {oid.slice(0, 8)}
      </a>{" "}
    </>
  );
  return (
    <dl class="list-facts">
      <dt>Author</dt>
      <Signature who={commit.author} />
      <dt>Committer</dt>
      <Signature who={commit.committer} />
      <dt>Lines</dt>
      <dd>
        <Lines {...commit} />
        {commit.changed_files !== null && ` in ${counted(commit.changed_files, "file")}`}
      </dd>
      <dt>{commit.parents.length === 1 ? "Parent" : "Parents"}</dt>
      <dd>{commit.parents.length === 0 ? "none: it begins a history" : commit.parents.map(parent)}</dd>
      <dt>Reached by</dt>
      <dd>
        {commit.unreachable_since !== null
          ? "no branch any more"
          : commit.on_default_branch
            ? "the default branch"
            : "other branches than the default one"}
      </dd>
    </dl>
  );
}

export function CommitPanel({
  owner,
  name,
  oid,
  site,
}: {
  owner: string;
  name: string;
  oid: string;
  site: string | undefined;
}) {
  const read = useResource(
    `commit ${owner}/${name} ${oid}`.toLowerCase(),
    async (signal) =>
      valueOrThrow(
        await api.GET("/v1/projects/{owner}/{name}/commits/{oid}", { params: { path: { owner, name, oid } }, signal }),
      ) as Commit,
  );
  const title = (
    <>
      Commit <span class="mono">{oid.slice(0, 8)}</span>
    </>
  );
  return (
    <ListPanel title={title} param="oid" what="the commit" read={read} link={site && `${site}/commit/${oid}`}>
      {(commit) => (
        <>
          <pre class="list-message">
            <bdi>{visibleText(commit.message, true).trim() || "no message"}</bdi>
          </pre>
          {commit.altered.map((what) => (
            <p key={what} class="note">
              {ALTERED[what]}
            </p>
          ))}
          <Facts commit={commit} />
          <p class="list-chips">
            <Copy text={commit.oid} label="Copy id of the commit">
              Copy id
            </Copy>
          </p>
        </>
      )}
    </ListPanel>
  );
}
