// The shape of a type's resolvers.
import type { Context } from "./context.ts";

export type Arguments = Readonly<Record<string, unknown>>;

type Resolver<S> = (source: S, args: Arguments, context: Context) => unknown;

/** Fields of one type; those not named are read off the source by their own name. */
export type Fields<S> = Readonly<Record<string, Resolver<S>>>;

/** A type's fields as the schema takes them: its sources are always of the type that its own resolvers made. */
export interface TypeFields {
  readonly [field: string]: (source: unknown, args: Arguments, context: Context) => unknown;
}

export function fieldsOf<S>(fields: Fields<S>): TypeFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, resolver]) => [
      name,
      (source: unknown, args: Arguments, context: Context) => resolver(source as S, args, context),
    ]),
  );
}
