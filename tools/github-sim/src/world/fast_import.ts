// Writes commits with `git fast-import`, many in one process.
import type { Identity } from "./people.ts";

export interface NewCommit {
  readonly reference: string;
  /** Marks (":7") or oids; the first is the parent that the files come from. */
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly seconds: number;
  readonly zone: string;
  readonly message: string;
  readonly file: { readonly path: string; readonly text: string } | null;
}

export class ImportStream {
  private readonly parts: string[] = [];
  private mark = 0;

  /** Adds a commit and returns its mark. */
  commit(commit: NewCommit): string {
    const { author, seconds, zone, parents, file } = commit;
    const who = `${author.name} <${author.email}> ${seconds} ${zone}`;
    this.mark += 1;
    this.parts.push(`commit ${commit.reference}\nmark :${this.mark}\nauthor ${who}\ncommitter ${who}\n`);
    this.data(commit.message);
    parents.forEach((parent, index) => this.parts.push(`${index === 0 ? "from" : "merge"} ${parent}\n`));
    if (file) {
      this.parts.push(`M 100644 inline ${file.path}\n`);
      this.data(file.text);
    }
    return `:${this.mark}`;
  }

  /** Points the reference at a commit. */
  reset(reference: string, to: string): void {
    this.parts.push(`reset ${reference}\nfrom ${to}\n\n`);
  }

  /** The input for `git fast-import --done`. */
  text(): string {
    return this.parts.join("") + "done\n";
  }

  private data(text: string): void {
    this.parts.push(`data ${Buffer.byteLength(text)}\n${text}\n`);
  }
}
