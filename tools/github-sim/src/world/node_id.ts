// GitHub's global node ids, in both formats: base64 of "010:Repository42" in the old one, and a prefix with base64url
// of MessagePack in the new one, which is asked for with the header `X-Github-Next-Global-ID: 1`.

export interface NodeId {
  readonly next: boolean;
  readonly type: string;
  readonly parts: readonly (number | string)[];
}

const PREFIXES: Readonly<Record<string, string>> = {
  Repository: "R",
  PullRequest: "PR",
  Ref: "REF",
  Commit: "C",
  User: "U",
  Bot: "BOT",
  Organization: "O",
  Mannequin: "M",
  Label: "LA",
  Language: "L",
  License: "LIC",
  Release: "RE",
  RepositoryTopic: "RT",
  Topic: "T",
  PullRequestReview: "PRR",
  Tag: "TAG",
  App: "A",
  Tree: "TREE",
};
const TYPES = new Map(Object.entries(PREFIXES).map(([type, prefix]) => [prefix, type]));
const PULLS_PER_REPOSITORY = 2 ** 20;

/** The database id of a pull request. The repository's id can be read from it. */
export function pullId(repository: number, number: number): number {
  return repository * PULLS_PER_REPOSITORY + number;
}

export function splitPullId(id: number): { readonly repository: number; readonly number: number } {
  return { repository: Math.floor(id / PULLS_PER_REPOSITORY), number: id % PULLS_PER_REPOSITORY };
}

export function encodeNodeId(type: string, parts: readonly (number | string)[], next: boolean): string {
  if (!next) {
    const text = `${type}${parts.join(":")}`;
    return Buffer.from(`${String(type.length).padStart(3, "0")}:${text}`).toString("base64");
  }
  const packed = Buffer.concat([Buffer.from([0x90 + parts.length + 1, 0x00]), ...parts.map(pack)]);
  return `${PREFIXES[type] ?? type}_${packed.toString("base64url")}`;
}

export function decodeNodeId(text: string): NodeId | null {
  const separator = text.indexOf("_");
  const type = TYPES.get(text.slice(0, separator));
  if (type) {
    const parts = unpack(Buffer.from(text.slice(separator + 1), "base64url"));
    return parts && { next: true, type, parts };
  }
  const old = /^(\d{3}):([\s\S]+)$/.exec(Buffer.from(text, "base64").toString("utf8"));
  const length = Number(old?.[1] ?? 0);
  const rest = old?.[2] ?? "";
  if (length === 0 || rest.length <= length) return null;
  const [first = "", ...others] = rest.slice(length).split(":");
  return {
    next: false,
    type: rest.slice(0, length),
    parts: [/^\d+$/.test(first) ? Number(first) : first, ...(others.length > 0 ? [others.join(":")] : [])],
  };
}

function pack(part: number | string): Buffer {
  if (typeof part === "string") {
    const text = Buffer.from(part);
    return Buffer.concat([Buffer.from([0xda, text.length >> 8, text.length & 0xff]), text]);
  }
  const number = Buffer.alloc(part < 2 ** 32 ? 5 : 9);
  number[0] = part < 2 ** 32 ? 0xce : 0xcf;
  if (part < 2 ** 32) number.writeUInt32BE(part, 1);
  else number.writeBigUInt64BE(BigInt(part), 1);
  return number;
}

function unpack(data: Buffer): (number | string)[] | null {
  const parts: (number | string)[] = [];
  if (((data[0] ?? 0) & 0xf0) !== 0x90 || data[1] !== 0x00) return null;
  for (let at = 2; at < data.length;) {
    const kind = data[at];
    if (kind === 0xce && at + 5 <= data.length) {
      parts.push(data.readUInt32BE(at + 1));
      at += 5;
    } else if (kind === 0xcf && at + 9 <= data.length) {
      parts.push(Number(data.readBigUInt64BE(at + 1)));
      at += 9;
    } else if (kind === 0xda && at + 3 <= data.length) {
      const end = at + 3 + data.readUInt16BE(at + 1);
      if (end > data.length) return null;
      parts.push(data.toString("utf8", at + 3, end));
      at = end;
    } else {
      return null;
    }
  }
  return parts.length === (data[0] ?? 0) - 0x91 ? parts : null;
}
