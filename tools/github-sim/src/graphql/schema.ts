// GitHub's official GraphQL schema.
import { readFileSync } from "node:fs";
import { buildSchema, GraphQLError, isScalarType } from "graphql";
import type { GraphQLSchema } from "graphql";

export function loadSchema(): GraphQLSchema {
  const path = new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  const schema = buildSchema(readFileSync(path, "utf8"), { noLocation: true, assumeValid: true });
  const oid = schema.getType("GitObjectID");
  if (isScalarType(oid)) {
    oid.parseValue = (value) => {
      if (typeof value === "string" && /^[0-9a-f]{40}$/.test(value)) return value;
      throw new GraphQLError(`${JSON.stringify(value)} is not a valid Git object ID`);
    };
  }
  return schema;
}
