// References: branches, tags and all else below refs/, and how `git for-each-ref` prints them.

export interface Reference {
  readonly oid: string;
  readonly type: string;
  /** The oid and type of what an annotated tag points to; for other references the same as above. */
  readonly peeled: string;
  readonly peeledType: string;
}

export const REFERENCE_FORMAT = "--format=%(refname) %(objectname) %(objecttype) %(*objectname) %(*objecttype)";

export function parseReferences(text: string): Map<string, Reference> {
  const references = new Map<string, Reference>();
  for (const line of text.split("\n")) {
    const [name, oid, type, peeled, peeledType] = line.split(" ");
    if (name && oid && type) references.set(name, { oid, type, peeled: peeled || oid, peeledType: peeledType || type });
  }
  return references;
}

/** The oids of the commits that the references point to. */
export function commitsOf(references: Map<string, Reference>): string[] {
  const oids: string[] = [];
  for (const { peeled, peeledType } of references.values()) if (peeledType === "commit") oids.push(peeled);
  return oids;
}

export function sameReferences(one: Map<string, Reference>, other: Map<string, Reference>): boolean {
  if (one.size !== other.size) return false;
  for (const [name, { oid }] of one) if (other.get(name)?.oid !== oid) return false;
  return true;
}
