// The command line.
import { parseArgs } from "node:util";
import { fnv1a } from "./base/hash.ts";
import { applySetting, DEFAULTS, settingName } from "./rules/settings.ts";
import type { SettingName, Settings } from "./rules/settings.ts";
import type { RepositorySpec } from "./world/world.ts";

export interface Options {
  readonly repositories: readonly string[];
  readonly generate: readonly RepositorySpec[];
  readonly fleet: number;
  readonly seed: number;
  readonly host: string;
  readonly port: number;
  readonly controlPort: number | null;
  readonly tls: boolean;
  readonly tokens: readonly { readonly secret: string; readonly login: string }[];
  readonly verbose: boolean;
  readonly settings: Settings;
}

/** The command line can't be understood. */
export class UsageError extends Error {}

export const HELP = `usage: script/node tools/github-sim/src/main.ts [OPTION...]

A stand-in for GitHub: git at ORIGIN/OWNER/NAME, REST at ORIGIN/api, GraphQL at ORIGIN/api/graphql.

  --repos DIR           serve the git repositories OWNER/NAME(.git) below DIR; repeatable
  --generate SPEC       make a repository: OWNER/NAME[:commits=N,branches=N,tags=N,pulls=N,seed=N]; repeatable
  --fleet N             make N small repositories fleet/p000000, fleet/p000001, ...
  --seed N              what the fleet is made from (1)
  --host ADDRESS        (127.0.0.1)
  --port N              0 takes any free one (0)
  --control-port N      open the control port; 0 takes any free one
  --tls                 HTTPS with HTTP/2; prints the file of the CA to trust
  --token SECRET=LOGIN  a token that works; repeatable
  --verbose             one line a request on stderr
  --SETTING VALUE       any limit or window, for example --window-s 5; true is implied:
${settingsHelp()}`;

function settingsHelp(): string {
  const names = Object.entries(DEFAULTS).map(([name, value]) => `--${dashed(name)} (${String(value)})`);
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < 110) lines[lines.length - 1] = `${last}  ${name}`;
    else lines.push(`      ${name}`);
  }
  return lines.join("\n");
}

export function readOptions(args: readonly string[]): Options | "help" {
  const settings: Settings = { ...DEFAULTS };
  const rest = takeSettings(args, settings);
  const { values } = parse(rest);
  if (values.help) return "help";
  return {
    repositories: values.repos ?? [],
    generate: (values.generate ?? []).map(readRepositorySpec),
    fleet: wholeNumber(values.fleet ?? "0", "--fleet"),
    seed: wholeNumber(values.seed ?? "1", "--seed"),
    host: values.host ?? "127.0.0.1",
    port: wholeNumber(values.port ?? "0", "--port"),
    controlPort: values["control-port"] === undefined ? null : wholeNumber(values["control-port"], "--control-port"),
    tls: values.tls ?? false,
    tokens: (values.token ?? []).map(readToken),
    verbose: values.verbose ?? false,
    settings,
  };
}

function parse(args: string[]): ReturnType<typeof parseKnown> {
  try {
    return parseKnown(args);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseKnown(args: string[]) {
  return parseArgs({
    args,
    options: {
      help: { type: "boolean", short: "h" },
      repos: { type: "string", multiple: true },
      generate: { type: "string", multiple: true },
      fleet: { type: "string" },
      seed: { type: "string" },
      host: { type: "string" },
      port: { type: "string" },
      "control-port": { type: "string" },
      tls: { type: "boolean" },
      token: { type: "string", multiple: true },
      verbose: { type: "boolean" },
    },
  });
}

/** Applies the arguments that name a setting and returns the others. */
function takeSettings(args: readonly string[], settings: Settings): string[] {
  const rest: string[] = [];
  for (let index = 0; index < args.length; ++index) {
    const [flag = "", inline] = (args[index] ?? "").split("=", 2);
    const name = flag.startsWith("--") ? settingName(flag.slice(2)) : null;
    if (!name) {
      rest.push(args[index] ?? "");
      continue;
    }
    const next = args[index + 1];
    const implied = typeof DEFAULTS[name] === "boolean" && (next === undefined || next.startsWith("--"));
    const value = inline ?? (implied ? "true" : next);
    if (inline === undefined && !implied) ++index;
    apply(settings, name, value, flag);
  }
  return rest;
}

function apply(settings: Settings, name: SettingName, value: string | undefined, flag: string): void {
  try {
    applySetting(settings, name, value);
  } catch (error) {
    throw new UsageError(`${flag}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readRepositorySpec(spec: string): RepositorySpec {
  const [, owner, name, rest = ""] = /^([^/:]+)\/([^/:]+)(?::(.*))?$/.exec(spec) ?? [];
  if (!owner || !name) throw new UsageError(`--generate ${spec}: OWNER/NAME[:commits=N,...] is needed`);
  const numbers = new Map(
    rest
      .split(",")
      .filter((part) => part !== "")
      .map((part) => {
        const [key = "", value = ""] = part.split("=", 2);
        if (!["commits", "branches", "tags", "pulls", "seed"].includes(key))
          throw new UsageError(`--generate ${spec}: unknown '${key}'`);
        return [key, wholeNumber(value, `--generate ${spec}`)] as const;
      }),
  );
  const of = (key: string, otherwise: number): number => numbers.get(key) ?? otherwise;
  return {
    owner,
    name,
    commits: of("commits", 20),
    branches: of("branches", 2),
    tags: of("tags", 1),
    pulls: of("pulls", 10),
    seed: of("seed", fnv1a(`${owner}/${name}`)),
  };
}

function readToken(text: string): { secret: string; login: string } {
  const [secret, login] = text.split("=", 2);
  if (!secret || !login) throw new UsageError("--token needs SECRET=LOGIN");
  return { secret, login };
}

function wholeNumber(text: string, flag: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new UsageError(`${flag}: '${text}' is no number`);
  return Number(text);
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
