// The resolvers of all types, put together from the files of the types.
import { commitResolvers } from "./commits.ts";
import type { TypeFields } from "./fields.ts";
import { peopleResolvers } from "./people.ts";
import { pullResolvers } from "./pull_requests.ts";
import { queryResolvers } from "./query.ts";
import { refResolvers } from "./refs.ts";
import { repositoryResolvers } from "./repositories.ts";

export const RESOLVERS: Readonly<Record<string, TypeFields>> = {
  ...queryResolvers,
  ...repositoryResolvers,
  ...refResolvers,
  ...commitResolvers,
  ...pullResolvers,
  ...peopleResolvers,
};
