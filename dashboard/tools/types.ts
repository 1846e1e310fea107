// Writes src/data/api_types.ts from an OpenAPI document: node tools/types.ts openapi.json [output].
// Descriptions and examples are left out: they are nine tenths of the bytes, and the reference page reads them at run time.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";

const HEADER = "// Written by tools/types.ts from the API's own document; `npm run types` writes it again.\n";
const [input, output = "src/data/api_types.ts"] = process.argv.slice(2);
if (input === undefined) throw new Error("usage: node tools/types.ts openapi.json [output]");

const described = new Set(["description", "example", "examples", "summary"]);
function bare(value: unknown, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, inner]) => isMap || !described.has(key) || key === "type" || (key === "description" && typeof inner === "object"));
  // The members of an object may themselves be called "description".
  return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner, key === "properties" && !isMap)]));
}

const document = bare(JSON.parse(readFileSync(input, "utf8"))) as OpenAPI3;
writeFileSync(output, HEADER + astToString(await openapiTS(document)));
