// What a GraphQL query costs before it runs: GitHub adds up the requests that its connections would need if every page
// were full, divides by 100 and rounds; it also bounds how many nodes a query may ask for.
import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  getArgumentValues,
  GraphQLError,
} from "graphql";
import type {
  DirectiveNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from "graphql";

export interface Cost {
  readonly points: number;
  readonly nodeCount: number;
  /** Requests before the division by 100. */
  readonly requests: number;
  /** The rules of paging that the query breaks. If there are any, the query is refused. */
  readonly errors: readonly GraphQLError[];
}

export interface CostRules {
  readonly countCost: boolean;
  readonly nodeLimit: number;
}

export type Variables = Readonly<Record<string, unknown>>;

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
  readonly rules: CostRules;
  requests: number;
  nodeCount: number;
  readonly errors: GraphQLError[];
}

interface Collected {
  readonly key: string;
  readonly holder: GraphQLNamedType;
  readonly nodes: FieldNode[];
}

const PAGE_MAX = 100;
const IDS_MAX = 100;

export function costOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Variables,
  rules: CostRules,
): Cost {
  const walk: Walk = { schema, fragments, variables, rules, requests: 0, nodeCount: 0, errors: [] };
  const root = schema.getRootType(operation.operation);
  if (root) visit(walk, root, [operation.selectionSet], 1, [operation.operation]);
  if (walk.nodeCount > rules.nodeLimit) {
    const text = `This query requests up to ${walk.nodeCount.toLocaleString("en")} possible nodes which exceeds the maximum limit of ${rules.nodeLimit.toLocaleString("en")}.`;
    walk.errors.push(pagingError("MAX_NODE_LIMIT_EXCEEDED", text, []));
  }
  return {
    points: Math.max(1, Math.round(walk.requests / 100)),
    nodeCount: walk.nodeCount,
    requests: walk.requests,
    errors: walk.errors,
  };
}

function visit(
  walk: Walk,
  parent: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  times: number,
  path: readonly string[],
): void {
  for (const { key, holder, nodes } of collect(walk, parent, sets).values()) {
    const node = nodes[0];
    const field = node && fieldOf(holder, node.name.value);
    if (!node || !field) continue;
    const args = argumentsOf(walk, field, node);
    const type = getNamedType(field.type);
    const inner = nodes.map(({ selectionSet }) => selectionSet).filter((set) => set !== undefined);
    const at = [...path, key];
    if (isConnection(type)) visitConnection(walk, type, { name: node.name.value, args, inner, times, at });
    else visit(walk, type, inner, times * listLength(walk, field, args, times, at), at);
  }
}

interface ConnectionVisit {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly inner: readonly SelectionSetNode[];
  readonly times: number;
  readonly at: readonly string[];
}

function visitConnection(walk: Walk, type: GraphQLNamedType, { name, args, inner, times, at }: ConnectionVisit): void {
  const size = args["first"] ?? args["last"];
  const reads = [...collect(walk, type, inner).values()].some(({ nodes }) =>
    /^(nodes|edges)$/.test(nodes[0]?.name.value ?? ""),
  );
  if (typeof size !== "number") {
    if (reads) {
      walk.errors.push(
        pagingError(
          "MISSING_PAGINATION_BOUNDARIES",
          `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
          at,
        ),
      );
    } else if (walk.rules.countCost) {
      walk.requests += times;
    }
    return;
  }
  if (size > PAGE_MAX) {
    walk.errors.push(
      pagingError(
        "EXCESSIVE_PAGINATION",
        `Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of ${PAGE_MAX} records.`,
        at,
      ),
    );
  } else if (size < 1) {
    walk.errors.push(
      pagingError(
        "INVALID_PAGINATION",
        `\`first\` on the \`${name}\` connection must be between 1 and ${PAGE_MAX}.`,
        at,
      ),
    );
  }
  walk.requests += times;
  walk.nodeCount += times * size;
  visit(walk, type, inner, times * size, at);
}

/** How many objects a plain list may hold: as many as there are ids for `nodes(ids:)`, else one. */
function listLength(
  walk: Walk,
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
  times: number,
  at: readonly string[],
): number {
  const ids = args["ids"];
  if (field.name !== "nodes" || !isListType(getNullableType(field.type)) || !Array.isArray(ids)) return 1;
  if (ids.length > IDS_MAX) {
    walk.errors.push(
      pagingError(
        "ARGUMENT_LIMIT",
        `You may not provide more than ${IDS_MAX} node ids; you provided ${ids.length}.`,
        at,
      ),
    );
  }
  walk.nodeCount += times * ids.length;
  return Math.max(1, ids.length);
}

function pagingError(type: string, message: string, path: readonly string[]): GraphQLError {
  return new GraphQLError(message, { extensions: { type, path: path.slice(1) } });
}

function isConnection(type: GraphQLNamedType): boolean {
  return isObjectType(type) && type.name.endsWith("Connection") && "pageInfo" in type.getFields();
}

/** The selected fields. Those with the same type and key are merged, as they are when the query runs. */
function collect(
  walk: Walk,
  holder: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  found = new Map<string, Collected>(),
): Map<string, Collected> {
  for (const selection of sets.flatMap(({ selections }) => selections)) {
    if (!included(walk, selection.directives ?? [])) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const same = found.get(`${holder.name} ${key}`);
      if (same) same.nodes.push(selection);
      else found.set(`${holder.name} ${key}`, { key, holder, nodes: [selection] });
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
    const narrowed = fragment?.typeCondition && walk.schema.getType(fragment.typeCondition.name.value);
    if (fragment) collect(walk, narrowed ?? holder, [fragment.selectionSet], found);
  }
  return found;
}

function included(walk: Walk, directives: readonly DirectiveNode[]): boolean {
  return directives.every(({ name, arguments: args }) => {
    const value = args?.[0] && literal(walk, args[0].value);
    return name.value === "skip" ? value !== true : name.value !== "include" || value !== false;
  });
}

function literal(walk: Walk, value: ValueNode): unknown {
  if (value.kind === Kind.VARIABLE) return walk.variables[value.name.value];
  return value.kind === Kind.BOOLEAN ? value.value : undefined;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function argumentsOf(walk: Walk, field: GraphQLField<unknown, unknown>, node: FieldNode): Record<string, unknown> {
  try {
    return getArgumentValues(field, node, walk.variables);
  } catch {
    return {}; // execution will say what is wrong with them
  }
}
