// Types for resolvers, the functions that answer a field.
import type { Context } from "./context.ts";

export type Arguments = Readonly<Record<string, unknown>>;

type Resolver<S> = (source: S, args: Arguments, context: Context) => unknown;

/** The resolvers of one type. Fields that are not listed are read from the property of the same name. */
export type Fields<S> = Readonly<Record<string, Resolver<S>>>;

/** The same for a source of any type, as graphql-js needs it. */
export interface TypeFields {
  readonly [field: string]: (source: unknown, args: Arguments, context: Context) => unknown;
}

/** Hides the type of the source. That is safe: graphql-js gives a resolver only sources of its own type. */
export function fieldsOf<S>(fields: Fields<S>): TypeFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolver]) => [
      name,
      (source: unknown, args: Arguments, context: Context) => resolver(source as S, args, context),
    ]),
  );
}
