// A call of the API: an operation with values, as an address and as a program.
//
//   callOf(operation, { owner: "acme", name: "graph", interval: "week" })
//       ->  { url: "/v1/projects/acme/graph/activity?interval=week", missing: [] }
import { readable } from "./address.ts";
import type { Operation } from "./openapi.ts";

export type Values = Readonly<Record<string, string>>;

function matched(path: string, template: string): Values | undefined {
  const [given, wanted] = [path.split("/"), template.split("/")];
  if (given.length !== wanted.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = given[index] ?? "";
    if (name === undefined && part !== value) return undefined;
    if (name !== undefined) values[name] = decoded(value);
  }
  return values;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A place of the path that nothing was given for. */
const isGap = (value: string) => /^\{\w*\}$/.test(value);

/** The reading operation whose call this is, and the values that it has. */
export function operationOf(operations: readonly Operation[], call: string): { operation: Operation; values: Values } | undefined {
  const [path = "", search = ""] = call.split("?", 2);
  // A path without a place of its own goes before one with: /v1/projects/… before /v1/{anything}/….
  const found = operations.filter(({ method }) => method === "GET")
    .map((operation) => ({ operation, values: matched(path, operation.path) }))
    .filter((match) => match.values !== undefined)
    .sort((a, b) => Object.keys(a.values!).length - Object.keys(b.values!).length)[0];
  return found === undefined ? undefined : { operation: found.operation, values: readValues(found.values!, search) };
}

function readValues(ofPath: Values, search: string): Values {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(ofPath)) if (!isGap(value)) values[name] = value;
  for (const [name, value] of new URLSearchParams(search)) values[name] = name in values ? `${values[name]},${value}` : value;
  return values;
}

/** The values of a call for one operation; none where it is another's. */
export function valuesFor(operation: Operation, call: string): Values {
  const [path = "", search = ""] = call.split("?", 2);
  const ofPath = matched(path, operation.path);
  return ofPath === undefined ? {} : readValues(ofPath, search);
}

export interface Call {
  url: string;
  /** Names that it needs and that have no value. */
  missing: readonly string[];
}

export function callOf(operation: Operation, values: Values): Call {
  const valueOf = (name: string) => values[name]?.trim() ?? "";
  const path = operation.path.replace(/\{(\w+)\}/g, (gap, name: string) => (valueOf(name) === "" ? gap : encodeURIComponent(valueOf(name))));
  const search = new URLSearchParams();
  for (const { name, place } of operation.parameters) if (place === "query" && valueOf(name) !== "") search.append(name, valueOf(name));
  const query = readable(search.toString());
  const missing = operation.parameters.filter(({ name, required, place }) => required && place !== "header" && valueOf(name) === "");
  return { url: query === "" ? path : `${path}?${query}`, missing: missing.map(({ name }) => name) };
}

export const LANGUAGES = ["curl", "fetch", "Python"] as const;
export type Language = (typeof LANGUAGES)[number];

const inShell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function asCurl(url: string, method: string, body: string, withKey: boolean): string {
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${inShell(url)}`];
  if (withKey) lines.push(`-H "Authorization: Bearer $CPSG_KEY"`);
  if (method !== "GET") lines.push("-H 'Content-Type: application/json'");
  if (body !== "") lines.push(`-d ${inShell(JSON.stringify(JSON.parse(body)))}`);
  return lines.join(" \\\n  ");
}

function headersOf(method: string, withKey: boolean, key: string): string[] {
  return [...(withKey ? [`"Authorization": ${key}`] : []), ...(method === "GET" ? [] : [`"Content-Type": "application/json"`])];
}

function asFetch(url: string, method: string, body: string, withKey: boolean): string {
  const headers = headersOf(method, withKey, "`Bearer ${key}`");
  const options = [
    ...(method === "GET" ? [] : [`method: "${method}"`]), ...(headers.length > 0 ? [`headers: { ${headers.join(", ")} }`] : []),
    ...(body === "" ? [] : [`body: JSON.stringify(${body})`]),
  ];
  const second = options.length === 0 ? "" : `, {\n  ${options.join(",\n  ")},\n}`;
  return `const answer = await fetch(${JSON.stringify(url)}${second});\nif (!answer.ok) throw new Error(await answer.text());\nconsole.log(await answer.json());`;
}

function asPython(url: string, method: string, body: string, withKey: boolean): string {
  const headers = headersOf(method, withKey, `"Bearer " + os.environ["CPSG_KEY"]`);
  const given = [
    JSON.stringify(url), ...(method === "GET" ? [] : [`method="${method}"`]),
    ...(body === "" ? [] : [`data=json.dumps(json.loads(${JSON.stringify(JSON.stringify(JSON.parse(body)))})).encode()`]),
    ...(headers.length > 0 ? [`headers={${headers.join(", ")}}`] : []),
  ];
  const imports = `import json${withKey ? ", os" : ""}, urllib.request`;
  return `${imports}\n\nrequest = urllib.request.Request(\n    ${given.join(",\n    ")},\n)\nwith urllib.request.urlopen(request) as answer:\n    print(json.load(answer))`;
}

/** The call as a program; `url` with scheme and host. */
export function programOf(language: Language, operation: Operation, url: string, withKey: boolean): string {
  const body = operation.body?.example ?? "";
  const write = { curl: asCurl, fetch: asFetch, Python: asPython }[language];
  return write(url, operation.method, body, withKey);
}
