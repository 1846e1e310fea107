// Runs a GraphQL query. It is parsed, validated and priced first, and refused if anything is wrong.
import { execute, getOperationAST, GraphQLError, Kind, parse, Source, validate } from "graphql";
import { getVariableValues } from "graphql";
import type {
  DocumentNode,
  ExecutionResult,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import { timestamp } from "../base/clock.ts";
import type { Account } from "../rules/accounts.ts";
import type { Limits } from "../rules/limits.ts";
import type { Breach } from "../rules/report.ts";
import { Meter } from "../rules/server_time.ts";
import type { Settings } from "../rules/settings.ts";
import { encodeNodeId } from "../world/node_id.ts";
import type { World } from "../world/world.ts";
import type { Context, RateLimit } from "./context.ts";
import { costOf } from "./cost.ts";
import type { Cost } from "./cost.ts";
import { lackingFieldErrors } from "./lacking_fields.ts";
import { resolveField, typeOf } from "./resolve.ts";

export interface Query {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

export interface Caller {
  readonly account: Account;
  readonly nextIds: boolean;
  readonly site: string;
}

export interface Answer {
  readonly body: Readonly<Record<string, unknown>>;
  readonly points: number;
  /** Modelled server time, without jitter. */
  readonly seconds: number;
  readonly operation: string;
  readonly breaches: readonly { readonly rule: Breach; readonly detail: string }[];
}

interface Prepared {
  readonly document: DocumentNode | null;
  readonly errors: readonly GraphQLError[];
}

const PREPARED_MAX = 200;
const BREACH_OF_TYPE: Readonly<Record<string, Breach>> = {
  MAX_NODE_LIMIT_EXCEEDED: "node_limit",
  ARGUMENT_LIMIT: "ids_limit",
  EXCESSIVE_PAGINATION: "pagination",
  INVALID_PAGINATION: "pagination",
  MISSING_PAGINATION_BOUNDARIES: "pagination",
};

export class GraphqlService {
  private readonly schema: GraphQLSchema;
  private readonly world: World;
  private readonly settings: Settings;
  private readonly limits: Limits;
  private readonly prepared = new Map<string, Prepared>();

  constructor(schema: GraphQLSchema, world: World, settings: Settings, limits: Limits) {
    this.schema = schema;
    this.world = world;
    this.settings = settings;
    this.limits = limits;
  }

  async run(query: Query, caller: Caller): Promise<Answer> {
    const { document, errors } = this.prepare(query.text);
    const operation = document && getOperationAST(document, query.operationName);
    if (!document || errors.length > 0) return this.refuse(errors, caller.account, "invalid");
    const lacking = lackingFieldErrors(this.schema, document, this.settings.lackingFields);
    if (lacking.length > 0) return this.refuse(lacking, caller.account, "invalid");
    if (!operation) return this.refuse([new GraphQLError("An operation name is required")], caller.account, "invalid");
    const name = operation.name?.value ?? "anonymous";
    const { coerced, errors: wrong } = getVariableValues(
      this.schema,
      operation.variableDefinitions ?? [],
      query.variables,
    );
    if (!coerced) return this.refuse(wrong, caller.account, name);
    const cost = costOf(this.schema, operation, fragmentsOf(document), coerced, this.settings);
    if (cost.errors.length > 0) return this.refuse(cost.errors, caller.account, name);
    const dry = dryRun(operation);
    const points = dry ? 1 : cost.points;
    this.limits.spend(caller.account, "graphql", points);
    const context = this.context(caller, cost);
    const result = await execute({
      schema: this.schema,
      document: dry ?? document,
      operationName: query.operationName,
      variableValues: query.variables,
      contextValue: context,
      fieldResolver: resolveField,
      typeResolver: typeOf,
    });
    return { body: present(result, context), points, seconds: context.meter.seconds, operation: name, breaches: [] };
  }

  private context(caller: Caller, cost: Cost): Context {
    const window = this.limits.window(caller.account, "graphql");
    const rate: RateLimit = {
      cost: cost.points,
      nodeCount: cost.nodeCount,
      limit: window.limit,
      used: window.used,
      remaining: window.limit - window.used,
      resetAt: timestamp(Math.ceil(window.resetMs / 1000) * 1000),
    };
    return { world: this.world, settings: this.settings, ...caller, meter: new Meter(), rate, deprecatedIds: [] };
  }

  /** Keeps the latest parsed documents, since clients send the same ones again and again. */
  private prepare(text: string): Prepared {
    let prepared = this.prepared.get(text);
    if (!prepared) {
      prepared = this.parse(text);
      const oldest = this.prepared.keys().next().value;
      if (this.prepared.size >= PREPARED_MAX && oldest !== undefined) this.prepared.delete(oldest);
      this.prepared.set(text, prepared);
    }
    return prepared;
  }

  private parse(text: string): Prepared {
    try {
      const document = parse(new Source(text, "query"), { maxTokens: 100_000 });
      return { document, errors: validate(this.schema, document) };
    } catch (error) {
      return { document: null, errors: [error instanceof GraphQLError ? error : new GraphQLError(String(error))] };
    }
  }

  private refuse(errors: readonly GraphQLError[], account: Account, operation: string): Answer {
    this.limits.spend(account, "graphql", 1);
    const breaches = errors.flatMap((error) => {
      const rule = BREACH_OF_TYPE[String(error.extensions["type"])];
      return rule ? [{ rule, detail: error.message }] : [];
    });
    return { body: { errors: errors.map(formatError) }, points: 1, seconds: new Meter().seconds, operation, breaches };
  }
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** A query with `rateLimit(dryRun: true)` only asks for its price: then the part of it that is run, else null. */
function dryRun(operation: OperationDefinitionNode): DocumentNode | null {
  for (const field of operation.selectionSet.selections) {
    if (field.kind !== Kind.FIELD || field.name.value !== "rateLimit") continue;
    const value = field.arguments?.find((argument) => argument.name.value === "dryRun")?.value;
    if (value?.kind !== Kind.BOOLEAN || !value.value) continue;
    const rest: OperationDefinitionNode = {
      ...operation,
      selectionSet: { ...operation.selectionSet, selections: [field] },
    };
    return { kind: Kind.DOCUMENT, definitions: [rest] };
  }
  return null;
}

function present(result: ExecutionResult, context: Context): Record<string, unknown> {
  const body: Record<string, unknown> = { data: result.data ?? null };
  if (result.errors) body["errors"] = result.errors.map(formatError);
  if (context.deprecatedIds.length > 0) body["extensions"] = { warnings: context.deprecatedIds.map(warning) };
  return body;

  function warning({ type, parts }: { type: string; parts: readonly (number | string)[] }): unknown {
    const [legacy, next] = [encodeNodeId(type, parts, false), encodeNodeId(type, parts, true)];
    const message = `The id ${legacy} is deprecated. Update your cache to use the next_global_id from the data payload.`;
    return {
      type: "DEPRECATION",
      message,
      data: { legacy_global_id: legacy, next_global_id: next },
      link: "https://docs.github.com",
    };
  }
}

/** An error as GitHub writes it: its kind in `type`, beside the message. */
function formatError(error: GraphQLError): Record<string, unknown> {
  const { type, path, shown } = error.extensions;
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(error.path || path ? { path: error.path ?? path } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
    ...(shown ? { extensions: shown } : {}),
    message: error.message,
  };
}
