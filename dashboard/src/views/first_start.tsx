// The fleet before its first project: a box for names, and what the server has and lacks. The first project's page opens
// by itself as soon as its commits are there. Who may only read is told whom to ask.
import { useEffect, useState } from "preact/hooks";
import "./first_start.css";
import type { components } from "../data/api_types.ts";
import { useEvents } from "../data/events.ts";
import { address, go } from "../data/location.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { type Resource, useResource } from "../data/resource.ts";
import { mayWrite, me } from "../data/session.ts";
import { toView } from "../lib/address.ts";
import { bytes } from "../lib/numbers.ts";
import { Copy } from "../parts/copy.tsx";
import { ErrorNote } from "../parts/error_note.tsx";
import { Shapes } from "../parts/loading.tsx";
import { type Added, PasteBox } from "../parts/paste_box.tsx";
import { Shape } from "../parts/status.tsx";
import { useTitle } from "../parts/title.ts";

const TWENTY = [
  "pallets/flask", "psf/requests", "cli/cli", "jqlang/jq", "junegunn/fzf", "BurntSushi/ripgrep", "sharkdp/bat", "sharkdp/fd",
  "astral-sh/ruff", "encode/httpx", "preactjs/preact", "leeoniya/uPlot", "vitejs/vite", "evanw/esbuild", "caddyserver/caddy",
  "prometheus/prometheus", "redis/redis", "fmtlib/fmt", "nlohmann/json", "simdjson/simdjson",
];
const TRIES: readonly [string, readonly string[]][] = [["pallets/flask", ["pallets/flask"]], ["cli/cli", ["cli/cli"]], ["a list of 20", TWENTY]];

/** Opens the first of them whose commits are there. */
function useFirstPage(names: readonly string[] | undefined): void {
  const open = (name: string) => {
    const [owner = "", project = ""] = name.split("/");
    go(toView(address.value, "project", { owner, name: project }));
  };
  const [turn, setTurn] = useState(0);
  const look = () => names !== undefined && setTurn((count) => count + 1);
  useEvents(["project", "sync"], look);
  useEffect(() => {
    const first = names?.[0];
    if (first === undefined) return undefined;
    const mine = new AbortController();
    const query = { sort: "commits", order: "desc", limit: 1, fields: "full_name,commits" } as const;
    api.GET("/v1/projects", { params: { query }, signal: mine.signal }).then(valueOrThrow).then((page) => {
      const [found] = (page as unknown as { data: { full_name: string; commits: number | null }[] }).data;
      if (found !== undefined && found.commits !== null) open(found.full_name);
    }, () => undefined);
    return () => mine.abort();
  }, [names, turn]);
  // An empty repository, or one that can't be read, never has commits: its page says why.
  useEffect(() => {
    if (names === undefined || names[0] === undefined) return undefined;
    const timer = setTimeout(open, names.length === 1 ? 10_000 : 60_000, names[0]);
    return () => clearTimeout(timer);
  }, [names]);
}

type ServerStatus = components["schemas"]["status"];

interface Check {
  well: boolean;
  text: string;
  why?: string;
  line?: string;
}

const SETUP: readonly { given: "github_token" | "webhook_secret" | "email_key"; well: string; lacks: string; why: string; line: string }[] = [
  {
    given: "github_token", well: "A GitHub token is configured", lacks: "No GitHub token", line: 'github.tokens = ["…"]',
    why: "Without one, branches and commits work; pull requests, reviews and lines of commits wait for it.",
  },
  {
    given: "webhook_secret", well: "Webhooks of GitHub are taken", lacks: "No webhook secret", line: 'github.webhook_secret = "…"',
    why: "Without one, changes are seen when a project is asked about next, in minutes; with one, in seconds.",
  },
  {
    given: "email_key", well: "E-mail addresses are hashed with a key of your own", lacks: "No key for e-mail addresses", line: 'privacy.email_key = "…"',
    why: "Hashes without a key can be guessed. Set it before the first sync: it changes every stored address.",
  },
];

function checksOf({ store, setup, warnings }: ServerStatus): Check[] {
  const checks: Check[] = [];
  const lacks = warnings.find(({ code }) => code.startsWith("store_"));
  if (lacks !== undefined) checks.push({ well: false, text: lacks.text, why: lacks.remedy });
  else if (store != null) checks.push({ well: true, text: `The store can be written${store.free_bytes === null ? "" : `; ${bytes(store.free_bytes)} are free`}` });
  if (setup !== null) {
    for (const { given, well, lacks: text, why, line } of SETUP) checks.push(setup[given] ? { well: true, text: well } : { well: false, text, why, line });
    checks.push(setup.loopback
      ? { well: true, text: "It listens on this machine alone" }
      : { well: true, text: "Other machines can reach it", why: "Keys say who may read and write: cpsg keys create makes one." });
  }
  for (const { code, text, remedy } of warnings) if (!code.startsWith("store_")) checks.push({ well: false, text, why: remedy });
  return checks;
}

function Checks() {
  const status = useResource("status", async (signal) => valueOrThrow(await api.GET("/v1/status", { signal })) as ServerStatus);
  if (status.value === undefined) {
    return status.problem === undefined ? <Shapes height={120} lines={3} /> : <ErrorNote problem={status.problem} what="the server’s state" onAgain={status.reload} />;
  }
  return (
    <ul class="first-checks">
      {checksOf(status.value).map(({ well, text, why, line }) => (
        <li key={text}>
          <Shape name={well ? "check" : "ring"} tone={well ? "ok" : "warn"} />
          <div>
            <p>{text}</p>
            {why !== undefined && <p class="note">{why}</p>}
            {line !== undefined && <p class="first-line"><code>{line}</code> <Copy text={line} label="Copy the configuration’s line" /></p>}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Where others added projects meanwhile, this page is over. */
export function View({ overview, onLeave }: { overview: Resource<{ projects: number }>; onLeave: () => void }) {
  const projects = overview.value?.projects;
  const [text, setText] = useState("");
  const [added, setAdded] = useState<Added | undefined>(undefined);
  useTitle("First start");
  useFirstPage(added?.names);
  useEffect(() => {
    if (added === undefined && (projects ?? 0) > 0) onLeave();
  }, [projects]);
  if (me.value !== undefined && !mayWrite()) {
    return (
      <div class="page-body first">
        <h1>Nothing here yet</h1>
        <p>No project is followed. Your key may read; whoever runs this server, or has a key that may write, can add the first ones on the page Add.</p>
      </div>
    );
  }
  return (
    <div class="page-body first">
      <h1>Follow your first projects</h1>
      <div class="first-begin">
      {added === undefined
        ? (
          <>
            <p class="first-tries"><span class="quiet">Try:</span>{TRIES.map(([label, names]) => (
              <button key={label} type="button" class="button" onClick={() => setText(names.join("\n"))}>{label}</button>
            ))}</p>
            <PasteBox compact text={text} onText={setText} onAdded={setAdded} />
          </>
        )
        : <p role="status"><Shape name="half" tone="ok" /> Reading the commits of {added.names.length === 1 ? added.names[0] : `${added.names.length} projects`}. The first page opens by itself, in seconds; statistics follow.</p>}
      </div>
      <section aria-labelledby="first-checks" class="first-section">
        <h2 id="first-checks">Is the server ready?</h2>
        <Checks />
      </section>
    </div>
  );
}
