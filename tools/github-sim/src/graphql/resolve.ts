// How graphql-js finds the type of a value and the answer to a field.
import { isNonNullType } from "graphql";
import type { GraphQLFieldResolver, GraphQLTypeResolver } from "graphql";
import { typedError } from "./context.ts";
import type { Context } from "./context.ts";
import { RESOLVERS } from "./resolvers.ts";

export const typeOf: GraphQLTypeResolver<unknown, Context> = (value) =>
  typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string"
    ? value.kind
    : undefined;

/** Calls the type's resolver, or else reads the property. It is an error if the stand-in has no data for the field. */
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
    throw typedError("RESOURCE_LIMITS_EXCEEDED", "Resource limits for this query exceeded.");
  }
  const own = RESOLVERS[type]?.[info.fieldName];
  const value = own ? own(source, args, context) : property(source, info.fieldName);
  if (value === undefined && isNonNullType(info.returnType)) {
    throw typedError("NOT_SIMULATED", `The stand-in has no data for ${type}.${info.fieldName}.`);
  }
  return value;
};

function property(source: unknown, name: string): unknown {
  if (typeof source !== "object" || source === null) return undefined;
  const value: unknown = Reflect.get(source, name);
  return typeof value === "function" ? value.call(source) : value;
}
