// The fields that an older server does not have yet: a query that asks for one is refused, in the words of GitHub's
// server.
import { GraphQLError, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import type { DocumentNode, GraphQLSchema } from "graphql";

/** `lacking`: "Type.field", separated by commas. */
export function lackingFieldErrors(schema: GraphQLSchema, document: DocumentNode, lacking: string): GraphQLError[] {
  const fields = new Set(lacking.split(",").map((field) => field.trim()));
  const errors: GraphQLError[] = [];
  const types = new TypeInfo(schema);
  const onField = visitWithTypeInfo(types, {
    Field: (node) => {
      const type = types.getParentType()?.name ?? "";
      if (fields.has(`${type}.${node.name.value}`))
        errors.push(
          new GraphQLError(`Field '${node.name.value}' doesn't exist on type '${type}'`, {
            nodes: [node],
            extensions: { path: ["query"] },
          }),
        );
    },
  });
  visit(document, onField);
  return errors;
}
