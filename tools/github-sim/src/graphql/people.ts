// Users, bots and organizations; also labels, languages, licenses and topics, which have little more than a name.
import { fnv1a } from "../base/hash.ts";
import type { License } from "../world/facts.ts";
import { encodeNodeId } from "../world/node_id.ts";
import type { Actor } from "../world/people.ts";
import type { Context } from "./context.ts";
import { fieldsOf } from "./fields.ts";
import type { TypeFields } from "./fields.ts";

const accountFields = fieldsOf<Actor>({
  id: (actor, _args, context) => encodeNodeId(actor.kind, [actor.id], context.nextIds),
  databaseId: (actor) => actor.id,
  login: (actor) => actor.login,
  name: (actor) => actor.login,
  url: (actor, _args, context) => siteUrl(actor, context),
  resourcePath: (actor) => pathOf(actor),
  avatarUrl: (actor, _args, context) => `${context.site}/avatars/${actor.id}`,
});

function pathOf(actor: Actor): string {
  return actor.kind === "Bot" ? `/apps/${actor.login}` : `/${actor.login}`;
}

function siteUrl(actor: Actor, context: Context): string {
  return context.site + pathOf(actor);
}

/** The node id of something that has only a name. */
function namedId(type: string, name: string, context: Context): string {
  return encodeNodeId(type, [fnv1a(name)], context.nextIds);
}

export const peopleResolvers: Readonly<Record<string, TypeFields>> = {
  User: accountFields,
  Bot: accountFields,
  Organization: accountFields,
  Mannequin: accountFields,
  Label: fieldsOf<{ name: string }>({
    id: (label, _args, context) => namedId("Label", label.name, context),
    color: (label) => (fnv1a(label.name) & 0xffffff).toString(16).padStart(6, "0"),
    isDefault: () => false,
  }),
  Language: fieldsOf<{ name: string }>({
    id: (language, _args, context) => namedId("Language", language.name, context),
  }),
  License: fieldsOf<License>({ id: (license, _args, context) => namedId("License", license.key, context) }),
  Topic: fieldsOf<{ name: string }>({ id: (topic, _args, context) => namedId("Topic", topic.name, context) }),
};
