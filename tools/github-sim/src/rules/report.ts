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

/** The most that an account had at once, and within a minute. */
export interface Peaks {
  at_once: number;
  rest_points: number;
  graphql_points: number;
  server_s: number;
  graphql_server_s: number;
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
  private peaks = new Map<string, Peaks>();
  private gitRunning = 0;
  private mostGitRunning = 0;
  private gitStarts: number[] = [];
  private mostGitStarts = 0;

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

  peak(account: string, now: Peaks): void {
    const before = this.peaks.get(account) ?? now;
    this.peaks.set(account, {
      at_once: Math.max(before.at_once, now.at_once),
      rest_points: Math.max(before.rest_points, now.rest_points),
      graphql_points: Math.max(before.graphql_points, now.graphql_points),
      server_s: Math.max(before.server_s, now.server_s),
      graphql_server_s: Math.max(before.graphql_server_s, now.graphql_server_s),
    });
  }

  /** A git request begins; the returned function ends it. */
  gitStarted(nowMs: number): () => void {
    this.gitRunning += 1;
    this.mostGitRunning = Math.max(this.mostGitRunning, this.gitRunning);
    this.gitStarts = [...this.gitStarts.filter((ms) => ms > nowMs - 1000), nowMs];
    this.mostGitStarts = Math.max(this.mostGitStarts, this.gitStarts.length);
    return () => {
      this.gitRunning -= 1;
    };
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
      peaks: Object.fromEntries(this.peaks),
      git_peaks: { at_once: this.mostGitRunning, requests_per_s: this.mostGitStarts },
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
    this.peaks.clear();
    this.mostGitRunning = this.gitRunning;
    this.mostGitStarts = 0;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
