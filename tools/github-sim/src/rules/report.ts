// Records every request, what it cost, and every breach of a rule, for tests to check.
import type { RequestKind } from "../http/message.ts";

export type Breach =
  | "missing_user_agent"
  | "unknown_api_version"
  | "primary_limit"
  | "secondary_points"
  | "secondary_cpu"
  | "concurrency"
  | "early_retry"
  | "server_timeout"
  | "pagination"
  | "node_limit"
  | "ids_limit"
  | "bad_credentials"
  | "git_reads_per_s"
  | "git_refs_without_prefix"
  | "git_shallow_fetch"
  | "git_thin_pack"
  | "git_without_v2"
  | "credentials_elsewhere";

export interface BreachRecord {
  readonly rule: Breach;
  readonly at: string;
  readonly account: string;
  readonly detail: string;
}

export interface RequestRecord {
  readonly id: number;
  readonly at: string;
  readonly kind: RequestKind;
  readonly method: string;
  readonly path: string;
  readonly account: string;
  /** The operation's name in GraphQL, the command in git, the kind of path in REST. */
  operation: string;
  status: number;
  sentBytes: number;
  receivedBytes: number;
  points: number;
  /** Modelled seconds of work. */
  serverS: number;
  ms: number;
  fault: number | null;
  readonly httpVersion: string;
}

const REQUESTS_MAX = 20_000;
const BREACHES_MAX = 10_000;

export class Report {
  private readonly verbose: boolean;
  private requests: RequestRecord[] = [];
  private breaches: BreachRecord[] = [];
  private counts = { git: 0, rest: 0, graphql: 0 };
  private points = { rest: 0, graphql: 0 };
  private bytes = { sent: 0, received: 0 };
  private serverS = { rest: 0, graphql: 0 };
  private statuses = new Map<string, number>();
  private operations = new Map<string, number>();
  private running = 0;
  private mostRunning = 0;

  /** A verbose one also writes one line per request to stderr. */
  constructor(verbose = false) {
    this.verbose = verbose;
  }

  started(): void {
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
  }

  finished(record: RequestRecord): void {
    this.running -= 1;
    this.counts[record.kind] += 1;
    this.bytes.sent += record.sentBytes;
    this.bytes.received += record.receivedBytes;
    if (record.kind !== "git") {
      this.points[record.kind] += record.points;
      this.serverS[record.kind] += record.serverS;
    }
    count(this.statuses, `${record.kind} ${record.status}`);
    count(this.operations, `${record.kind} ${record.operation}`);
    if (this.verbose)
      process.stderr.write(
        `${record.method} ${record.path} ${record.operation} ${record.status} ${record.sentBytes} B ${record.ms.toFixed(0)} ms\n`,
      );
    this.requests.push(record);
    if (this.requests.length > REQUESTS_MAX) this.requests = this.requests.slice(REQUESTS_MAX / 2);
  }

  breach(rule: Breach, account: string, detail: string): void {
    if (this.breaches.length < BREACHES_MAX)
      this.breaches.push({ rule, at: new Date().toISOString(), account, detail });
  }

  summary(): Record<string, unknown> {
    return {
      requests: { ...this.counts, total: this.counts.git + this.counts.rest + this.counts.graphql },
      points: { ...this.points },
      bytes: { ...this.bytes },
      server_s: { ...this.serverS },
      statuses: Object.fromEntries(this.statuses),
      operations: Object.fromEntries(this.operations),
      running: this.running,
      most_running: this.mostRunning,
      breaches: this.breaches,
    };
  }

  /** The latest ones, oldest first. */
  latest(max: number): readonly RequestRecord[] {
    return this.requests.slice(-max);
  }

  reset(): void {
    this.requests = [];
    this.breaches = [];
    this.counts = { git: 0, rest: 0, graphql: 0 };
    this.points = { rest: 0, graphql: 0 };
    this.bytes = { sent: 0, received: 0 };
    this.serverS = { rest: 0, graphql: 0 };
    this.statuses.clear();
    this.operations.clear();
    this.mostRunning = this.running;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
