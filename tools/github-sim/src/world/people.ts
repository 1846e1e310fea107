// Accounts for the names and addresses in git. The same address always gives the same account.
import { fnv1a, pick } from "../base/hash.ts";

export type ActorKind = "User" | "Bot" | "Organization" | "Mannequin";

export interface Actor {
  readonly kind: ActorKind;
  /** As GraphQL writes it: the login of a bot does not end in "[bot]". */
  readonly login: string;
  readonly id: number;
}

export interface Identity {
  readonly name: string;
  readonly email: string;
}

const NOREPLY = /^(?:(\d+)\+)?([^@]+)@users\.noreply\.github\.com$/i;
const BOT = /\[bot\]$/;

/** The account with that login. */
export function account(login: string, kind: ActorKind = "User"): Actor {
  return { kind, login, id: 1_000_000 + (fnv1a(login.toLowerCase()) % 900_000_000) };
}

/** The login as REST writes it: that of a bot ends in "[bot]". */
export function restLogin(actor: Actor): string {
  return actor.kind === "Bot" ? `${actor.login}[bot]` : actor.login;
}

/**
 * The account that the address belongs to. One address in eight has none, like one that was never added to an account.
 * `ID+login@users.noreply.github.com` always belongs to that login.
 */
export function actorOf({ name, email }: Identity): Actor | null {
  const noreply = NOREPLY.exec(email);
  const login = noreply?.[2] ?? "";
  if (BOT.test(login) || BOT.test(name)) return account((login || name).replace(BOT, ""), "Bot");
  if (login) return noreply?.[1] ? { kind: "User", login, id: Number(noreply[1]) } : account(login);
  const address = email.toLowerCase();
  if (!address.includes("@") || fnv1a(address) % 8 === 0) return null;
  const slug = (address.split("@")[0] ?? "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 30);
  return account(`${slug || "user"}-${(fnv1a(address) % 46656).toString(36)}`);
}

/** The user that GraphQL shows for an author or committer. GitHub shows none for bots. */
export function userOf(identity: Identity): Actor | null {
  const actor = actorOf(identity);
  return actor?.kind === "User" ? actor : null;
}

const GIVEN = [
  "Ada",
  "Boris",
  "Chiara",
  "Dmitri",
  "Émilie",
  "Farah",
  "Gökçe",
  "Hana",
  "Iñigo",
  "Jürgen",
  "Kofi",
  "Łucja",
];
const FAMILY = ["Adeyemi", "Bauer", "Castillo", "D'Angelo", "Eriksson", "Fischer", "Grünwald", "Hoshino", "Ivanova"];

/** An author for generated histories; one in sixteen is a bot. */
export function inventIdentity(seed: number, index: number): Identity {
  if (index % 16 === 15) return { name: "dependabot[bot]", email: "49699333+dependabot[bot]@users.noreply.github.com" };
  const name = `${pick(GIVEN, seed, index, 1)} ${pick(FAMILY, seed, index, 2)}`;
  const login = `${name
    .normalize("NFD")
    .replace(/[^A-Za-z]+/g, "")
    .toLowerCase()}${index}`;
  if (index % 5 === 4) return { name, email: `${2_000_000 + index}+${login}@users.noreply.github.com` };
  return { name, email: `${login}@example.org` };
}
