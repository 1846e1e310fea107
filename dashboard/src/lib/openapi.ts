// Reads the API's own document into what the reference shows: operations, their parameters and answers, and the calls that
// values make of them.
//
//   const { operations } = readDocument(document);
//   const found = operationOf(operations, "/v1/projects/acme/graph/activity?interval=week");
//   callOf(found.operation, found.values)     the same call again

export interface Parameter {
  name: string;
  place: "path" | "query" | "header";
  required: boolean;
  /** In words: "integer from 1 to 200", "time or date". */
  type: string;
  /** What the server takes if it is left out; "" for nothing. */
  fallback: string;
  /** All values that there are; none where others may be given. */
  choices: readonly string[];
  note: string;
}

/** A member of an object, with its own members where it is one or a list of them. */
export interface Member {
  name: string;
  type: string;
  note: string;
  members: readonly Member[];
}

export interface Answer {
  status: string;
  note: string;
  members: readonly Member[];
  example: string;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  group: string;
  title: string;
  note: string;
  parameters: readonly Parameter[];
  body: Answer | undefined;
  answers: readonly Answer[];
  errors: readonly Answer[];
}

export interface Reference {
  note: string;
  operations: readonly Operation[];
  /** The codes of problems: name and meaning. */
  codes: readonly (readonly [string, string])[];
}

type Json = { readonly [key: string]: unknown };
const METHODS = ["get", "put", "post", "delete"];
const DEEPEST = 8;

const objectOf = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

function resolved(document: Json, value: unknown): Json {
  let found = objectOf(value);
  for (let step = 0; typeof found["$ref"] === "string" && step < DEEPEST; step += 1) {
    const path = found["$ref"].replace(/^#\//, "").split("/");
    const { $ref, ...beside } = found;
    found = { ...path.reduce((at, key) => objectOf(at[key]), document), ...beside };
  }
  return found;
}

/** Other forms of the same answer: with fewer members (`fields`), or as columns. They are told of once, at the top. */
function isOtherForm(schema: Json): boolean {
  if (/_part$/.test(textOf(schema["$ref"]))) return true;
  return objectOf(objectOf(schema["properties"])["data"])["additionalProperties"] !== undefined;
}

/** The schemas that a value may have, without those that are only other forms. */
function formsOf(document: Json, schema: unknown): Json[] {
  const found = resolved(document, schema);
  const several = [...listOf(found["anyOf"]), ...listOf(found["oneOf"])].map(objectOf);
  if (several.length > 0) {
    const usual = several.filter((form) => !isOtherForm(form));
    return (usual.length > 0 ? usual : several).flatMap((form) => formsOf(document, form));
  }
  const all = listOf(found["allOf"]);
  return all.length > 0 ? all.flatMap((part) => formsOf(document, part)) : [found];
}

const range = (least: unknown, most: unknown): string =>
  least !== undefined && most !== undefined ? ` from ${least} to ${most}` : most !== undefined ? ` up to ${most}` : least !== undefined ? ` from ${least}` : "";

const FORMATS: Record<string, string> = { "date-time": "time", date: "date", uri: "URL" };

const plural = (type: string) => (/^(text|time|date|object|integer|number|boolean)$/.test(type) ? `${type}s` : type);

function typeOfForm(document: Json, form: Json): string {
  const names = listOf(form["type"]).length > 0 ? listOf(form["type"]) : [form["type"]];
  const words = names.filter((name) => name !== undefined && name !== "null").map((name) => {
    if (name === "array") return `list of ${plural(typeText(document, form["items"]) || "anything")}`;
    if (name === "integer" || name === "number") return `${name}${range(form["minimum"], form["maximum"])}`;
    if (name === "string") return FORMATS[textOf(form["format"])] ?? (form["enum"] === undefined ? "text" : listOf(form["enum"]).filter((value) => value !== null).join(" | "));
    return textOf(name);
  });
  return [...words, ...(names.includes("null") ? ["null"] : [])].join(" or ");
}

function typeText(document: Json, schema: unknown): string {
  return [...new Set(formsOf(document, schema).map((form) => typeOfForm(document, form)))].filter((text) => text !== "").join(" or ");
}

function membersOf(document: Json, schema: unknown, depth = 0): Member[] {
  if (depth > DEEPEST) return [];
  const found = new Map<string, Member>();
  for (const form of formsOf(document, schema)) {
    if (form["items"] !== undefined) for (const member of membersOf(document, form["items"], depth + 1)) found.set(member.name, member);
    for (const [name, inner] of Object.entries(objectOf(form["properties"]))) {
      if (found.has(name)) continue;
      const note = textOf(objectOf(inner)["description"]) || textOf(resolved(document, inner)["description"]);
      found.set(name, { name, note, type: typeText(document, inner), members: membersOf(document, inner, depth + 1) });
    }
  }
  return [...found.values()];
}

/** The values of a list in one text: `^(a|b)(,(a|b))*$`. */
function listed(pattern: string): string {
  const values = /^\^\(([\w|-]+)\)\(,/.exec(pattern)?.[1];
  return values === undefined ? "" : `some of ${values.replaceAll("|", ", ")}`;
}

function readParameter(document: Json, value: unknown): Parameter {
  const found = resolved(document, value);
  const schema = resolved(document, found["schema"]);
  const isBoolean = schema["type"] === "boolean";
  const choices = isBoolean ? ["true", "false"] : listOf(schema["enum"]).map(textOf);
  const length = schema["maxLength"] === undefined ? "" : `text of ${textOf(schema["minLength"] ?? 0)} to ${textOf(schema["maxLength"])} bytes`;
  return {
    name: textOf(found["name"]),
    place: textOf(found["in"]) as Parameter["place"],
    required: found["required"] === true,
    type: listed(textOf(schema["pattern"])) || length || (choices.length > 0 && !isBoolean ? `one of ${choices.join(", ")}` : typeText(document, schema)),
    fallback: textOf(schema["default"]),
    choices,
    note: textOf(found["description"]),
  };
}

/** A body that could be sent, from the members that a schema demands. */
function sampleOf(document: Json, schema: unknown, name = ""): unknown {
  const form = formsOf(document, schema)[0] ?? {};
  if (form["default"] !== undefined) return form["default"];
  const kind = listOf(form["type"])[0] ?? form["type"];
  if (kind === "object") {
    const demanded = listOf(form["required"]).map(textOf);
    return Object.fromEntries(demanded.map((key) => [key, sampleOf(document, objectOf(form["properties"])[key], key)]));
  }
  if (kind === "array") return [sampleOf(document, form["items"], name)];
  if (kind === "integer" || kind === "number") return form["minimum"] ?? 0;
  return kind === "boolean" ? false : /^(project|url)/.test(name) ? "owner/name" : (textOf(listOf(form["enum"])[0]) || "text");
}

function readAnswer(document: Json, status: string, value: unknown): Answer {
  const found = resolved(document, value);
  const content = objectOf(objectOf(found["content"])["application/json"]);
  const example = content["example"];
  return {
    status,
    note: textOf(found["description"]),
    members: content["schema"] === undefined ? [] : membersOf(document, content["schema"]),
    example: example === undefined ? "" : JSON.stringify(example, null, 2),
  };
}

function readBody(document: Json, value: unknown): Answer | undefined {
  if (value === undefined) return undefined;
  const answer = readAnswer(document, "", value);
  const schema = objectOf(objectOf(objectOf(value)["content"])["application/json"])["schema"];
  if (schema === undefined) return answer;
  return { ...answer, example: answer.example || JSON.stringify(sampleOf(document, schema), null, 2) };
}

const GROUPS: Readonly<Record<string, string>> = {
  export: "all projects", index: "all projects", overview: "all projects", me: "access", session: "access",
  status: "server", syncs: "server", events: "server", webhooks: "server", plan: "batches",
};

function groupOf(id: string, tag: string): string {
  return id.endsWith("_of_several") ? "several projects" : (GROUPS[tag] ?? tag);
}

function readOperation(document: Json, path: string, method: string, operation: Json): Operation {
  const parameters = listOf(operation["parameters"]).map((value) => readParameter(document, value));
  const answers = Object.entries(objectOf(operation["responses"])).map(([status, value]) => readAnswer(document, status, value));
  const good = (answer: Answer) => /^2/.test(answer.status);
  const id = textOf(operation["operationId"]);
  return {
    id,
    method: method.toUpperCase(),
    path,
    group: groupOf(id, textOf(listOf(operation["tags"])[0])),
    title: textOf(operation["summary"]),
    note: textOf(operation["description"]),
    // Conditions are the same for all operations, and told of once.
    parameters: parameters.filter(({ name, place }) => place !== "header" || !name.startsWith("If-")),
    body: readBody(document, operation["requestBody"]),
    answers: answers.filter(good),
    errors: answers.filter((answer) => !good(answer)),
  };
}

function readCodes(document: Json): (readonly [string, string])[] {
  const problem = objectOf(objectOf(objectOf(document["components"])["schemas"])["problem"]);
  const note = textOf(objectOf(objectOf(problem["properties"])["code"])["description"]);
  return [...note.matchAll(/^- `(\w+)`: (.*)$/gm)].map(([, code, meaning]) => [code!, meaning!] as const);
}

export function readDocument(value: unknown): Reference {
  const document = objectOf(value);
  const operations = Object.entries(objectOf(document["paths"])).flatMap(([path, item]) =>
    METHODS.filter((method) => objectOf(item)[method] !== undefined)
      .map((method) => readOperation(document, path, method, objectOf(objectOf(item)[method]))));
  return { operations, note: textOf(objectOf(document["info"])["description"]), codes: readCodes(document) };
}
