// Pictures of a project for pages elsewhere: badges, cards, charts and live charts, as they look on light and dark
// grounds, and the lines to paste. The address holds every option.
import { useEffect, useState } from "preact/hooks";
import "./embed.css";
import {
  BADGES,
  CHARTS,
  endpointUrl,
  type Family,
  FORMS,
  frameSnippet,
  type Kind,
  type Options,
  pictureUrl,
  printKind,
  readKind,
  snippet,
} from "../lib/embed.ts";
import { toView, valueOf, withQuery } from "../lib/address.ts";
import { address, go, hrefOf } from "../data/location.ts";
import { useProject } from "../data/project.ts";
import { useResource } from "../data/resource.ts";
import { serverNow } from "../data/request.ts";
import { dayText } from "../lib/times.ts";
import { Block } from "../parts/block.tsx";
import { Copy } from "../parts/copy.tsx";
import { ProjectHeader } from "../parts/project_header.tsx";
import { Segmented, Select } from "../parts/select.tsx";
import { useTitle } from "../parts/title.ts";
import { EmbedNotes } from "./embed_notes.tsx";
import { EmbedOptions } from "./embed_options.tsx";

const FAMILIES: Record<Family, string> = { badge: "Badge", card: "Card", chart: "Chart", embed: "Live chart" };
const STILL_MS = 300;

/** The value after it has been the same for a moment: a picture is not drawn for every letter that is typed. */
function useStill<T>(value: T): T {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), STILL_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return still;
}

function optionsNow(): Options {
  const { label, style, color, width, tz, bots, metrics, spark, range, vs, scale, by } = address.value.query;
  const given = { label, style, color, width, tz, bots, metrics, spark, range, vs, scale, by };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Options;
}

interface Told {
  label: string;
  message: string;
}

/** What the badge says at this moment, for the text that stands where no picture can be seen. */
function useTold(owner: string, name: string, kind: Kind): Told | undefined {
  const url = pictureUrl("", owner, name, kind, {}).replace(/\.svg$/, ".json");
  return useResource(
    kind.family === "badge" ? `badge ${url}` : undefined,
    async (signal): Promise<Told | null> => {
      const answer = await fetch(url, { signal });
      // Of a private project there is none, which is an answer as well.
      return answer.ok ? ((await answer.json()) as Told) : null;
    },
  ).value ?? undefined;
}

function altOf(full: string, kind: Kind, told: Told | undefined): string {
  if (kind.family === "card") return `${full} in numbers`;
  if (kind.family !== "badge") return `${CHARTS[kind.of]} of ${full} over time`;
  const number = told === undefined ? "" : `: ${told.message} on ${dayText(serverNow())}`;
  return `${BADGES[kind.of]} of ${full}${number}`;
}

function Preview({ light, dark, alt }: { light: string; dark: string; alt: string }) {
  const [failed, setFailed] = useState(false);
  useEffect(() => setFailed(false), [light, dark]);
  const shown = (url: string) =>
    failed ? (
      <p>The server drew no picture for these options.</p>
    ) : (
      <img src={url} alt={alt} onError={() => setFailed(true)} />
    );
  return (
    <div class="embed-grounds">
      <figure class="embed-ground light">
        {shown(light)}
        <figcaption>on light</figcaption>
      </figure>
      <figure class="embed-ground dark">
        {shown(dark)}
        <figcaption>on dark</figcaption>
      </figure>
    </div>
  );
}

function KindChoice({ kind }: { kind: Kind }) {
  const choose = (family: Family, of: string) =>
    go(withQuery(address.value, { kind: printKind(readKind(`${family}/${of}`)) }));
  const names = kind.family === "badge" ? BADGES : CHARTS;
  return (
    <div class="embed-kind">
      <Segmented
        label="Kind"
        value={kind.family}
        onChange={(family) => choose(family as Family, kind.of)}
        options={Object.entries(FAMILIES).map(([value, label]) => ({ value, label }))}
      />
      {kind.family !== "card" && (
        <Select
          bare
          label="What it shows"
          value={kind.of}
          onChange={(of) => choose(kind.family, of)}
          options={Object.entries(names).map(([value, label]) => ({ value, label }))}
        />
      )}
    </div>
  );
}

const FRAME_PX: readonly [number, number] = [720, 320];

interface SnippetProps {
  kind: Kind;
  options: Options;
  owner: string;
  name: string;
  full: string;
  told: Told | undefined;
}

function textOf(form: string, { kind, options, owner, name, full, told }: SnippetProps): string {
  const at = (theme: Options) => pictureUrl(location.origin, owner, name, kind, { ...options, ...theme });
  const alt = altOf(full, kind, told);
  if (kind.family === "embed") return frameSnippet(at({}), alt, ...FRAME_PX);
  const link = location.origin + hrefOf({ ...toView(address.value, "project", { owner, name }), query: {} });
  const pictured = { alt, link, url: at({}), light: at({ theme: "light" }), dark: at({ theme: "dark" }) };
  const endpoint = kind.family === "badge" && { endpoint: endpointUrl(location.origin, owner, name, kind, options) };
  return snippet(form, { ...pictured, ...endpoint });
}

function Snippet(props: SnippetProps) {
  const isFrame = props.kind.family === "embed";
  const forms = Object.entries(FORMS)
    .filter(([value]) => value !== "shields" || props.kind.family === "badge")
    .map(([value, label]) => ({ value, label }));
  const wanted = address.value.query.form ?? "";
  const form = forms.some(({ value }) => value === wanted) ? wanted : "picture";
  const text = textOf(form, props);
  const change = (value: string) => go(withQuery(address.value, { form: value === "picture" ? "" : value }));
  const choice = <Select bare label="Form" value={form} onChange={change} options={forms} />;
  return (
    <Block
      id="snippet"
      title="Paste this"
      controls={
        <>
          {!isFrame && choice}
          <Copy text={text} label="Copy the snippet">
            Copy
          </Copy>
        </>
      }
    >
      <pre class="embed-snippet" tabIndex={0} aria-label="The snippet">
        <code>{text}</code>
      </pre>
      {!isFrame && !["picture", "shields"].includes(form) && (
        <p class="note">
          One picture for both grounds follows the reader’s system, not the theme of the page that it stands on; the
          form for light and dark fits both.
        </p>
      )}
    </Block>
  );
}

export function View() {
  const { owner, name } = address.value;
  const project = useProject(owner, name).value;
  const full = project?.full_name ?? `${owner}/${name}`;
  const kind = readKind(valueOf(address.value, "kind"));
  const options = optionsNow();
  useTitle(`${full} · embed`);
  const told = useTold(owner, name, kind);
  const at = (theme: string) => pictureUrl("", owner, name, kind, { ...options, theme });
  const light = useStill(at("light"));
  const dark = useStill(at("dark"));
  return (
    <div class="page-body">
      <ProjectHeader>
        <Block id="picture" title="Which picture?">
          <KindChoice kind={kind} />
          <EmbedOptions kind={kind} />
          {kind.family === "embed" ? (
            <p>
              <a class="button" href={light} target="_blank" rel="noreferrer">
                Open it on light ↗
              </a>{" "}
              <a class="button" href={dark} target="_blank" rel="noreferrer">
                on dark ↗
              </a>
            </p>
          ) : (
            <Preview light={light} dark={dark} alt={altOf(full, kind, told)} />
          )}
        </Block>
        <Snippet kind={kind} options={options} owner={owner} name={name} full={full} told={told} />
        <EmbedNotes kind={kind} full={full} options={options} visibility={project?.visibility} />
      </ProjectHeader>
    </div>
  );
}
