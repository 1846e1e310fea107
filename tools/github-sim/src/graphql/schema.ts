// GitHub's official schema, and how a value finds its type and its fields.
import { readFileSync } from "node:fs";
import { buildSchema, GraphQLError, isNonNullType, isScalarType } from "graphql";
import type { GraphQLFieldResolver, GraphQLSchema, GraphQLTypeResolver } from "graphql";
import { failure } from "./context.ts";
import type { Context } from "./context.ts";
import { RESOLVERS } from "./resolvers.ts";

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

export const typeOf: GraphQLTypeResolver<unknown, Context> = (value) =>
  typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string"
    ? value.kind
    : undefined;

/** The type's own resolver, else the source's property; a field that the stand-in knows nothing of says so. */
export const resolveField: GraphQLFieldResolver<unknown, Context> = (
  source,
  args: Readonly<Record<string, unknown>>,
  context,
  info,
) => {
  const type = info.parentType.name;
  const { meter, settings } = context;
  meter.field(type, info.fieldName);
  if (settings.resourceLimit > 0 && meter.resources > settings.resourceLimit) {
    throw failure("RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded.");
  }
  const own = RESOLVERS[type]?.[info.fieldName];
  const value = own ? own(source, args, context) : property(source, info.fieldName);
  if (value === undefined && isNonNullType(info.returnType)) {
    throw failure("NOT_SIMULATED", `The stand-in has no data for ${type}.${info.fieldName}.`);
  }
  return value;
};

function property(source: unknown, name: string): unknown {
  if (typeof source !== "object" || source === null) return undefined;
  const value: unknown = Reflect.get(source, name);
  return typeof value === "function" ? value.call(source) : value;
}
