// A commit, and how `git log` prints it.
import type { Identity } from "./people.ts";

export interface Commit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  /** With the offset of the author's time zone, as git's %aI writes it. */
  readonly authoredAt: string;
  readonly committer: Identity;
  readonly committedAt: string;
  readonly committedMs: number;
  readonly message: string;
}

export const LOG_FORMAT = "%H%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B";

/** Reads what `git log` prints in LOG_FORMAT; null if it is incomplete. */
export function parseCommit(record: string): Commit | null {
  const [oid, parents, name, email, authoredAt, committerName, committerEmail, committedAt, ...message] =
    record.split("\n");
  if (!oid || parents === undefined || committedAt === undefined) return null;
  return {
    oid,
    parents: parents === "" ? [] : parents.split(" "),
    author: { name: name ?? "", email: email ?? "" },
    authoredAt: authoredAt ?? "",
    committer: { name: committerName ?? "", email: committerEmail ?? "" },
    committedAt,
    committedMs: Date.parse(committedAt) || 0,
    message: message.join("\n").replace(/\n+$/, ""),
  };
}
