// GitHub's limits and windows, by its documentation and its observed behaviour. Tests set smaller ones, so that they
// meet them within seconds. All may be changed while the stand-in runs.

export interface Settings {
  /** Whether there are limits at all. Without, answers say nothing of them, as Enterprise Servers do by default. */
  limits: boolean;
  /** Requests or points in a window of `windowS` seconds. */
  anonymousLimit: number;
  restLimit: number;
  graphqlLimit: number;
  installationRestLimit: number;
  installationGraphqlLimit: number;
  windowS: number;
  /** Secondary limits, in a sliding window of `minuteS` seconds. */
  concurrentMax: number;
  restPointsPerMinute: number;
  graphqlPointsPerMinute: number;
  cpuSPerMinute: number;
  graphqlCpuSPerMinute: number;
  minuteS: number;
  /** What `retry-after` says when a secondary limit is met. */
  retryAfterS: number;
  /** 403 or 429, for both kinds of limits; GitHub uses either. */
  limitStatus: number;
  /** Seconds of real time for a second of modelled server time; 0 answers at once and has no CPU limits. */
  timeScale: number;
  /** Modelled seconds after which a request is killed with 502; 0 never kills. */
  killS: number;
  /** How much modelled time varies from request to request. */
  jitter: number;
  /** Whether connections that are only counted (no `first`) cost points. The documentation can be read both ways. */
  countCost: boolean;
  nodeLimit: number;
  /** Counts and nodes that one query may resolve before it gets RESOURCE_LIMITS_EXCEEDED; 0 has no limit. */
  resourceLimit: number;
  /** How many reads per second one git repository may get; more are reported. */
  gitReadsPerS: number;
  /** Whether more reads are also refused with 429. */
  gitThrottle: boolean;
  /** How long an installation token lives. */
  installationTokenS: number;
  /** For how many seconds /stats/ answers 202. */
  statsDelayS: number;
  /** Refuse node ids of the old format. */
  refuseOldIds: boolean;
  /** GraphQL fields that this server does not have, as an older one: "PullRequest.isDraft,Repository.visibility". */
  lackingFields: string;
}

export const DEFAULTS: Readonly<Settings> = {
  limits: true,
  anonymousLimit: 60,
  restLimit: 5000,
  graphqlLimit: 5000,
  installationRestLimit: 5000,
  installationGraphqlLimit: 5000,
  windowS: 3600,
  concurrentMax: 100,
  restPointsPerMinute: 900,
  graphqlPointsPerMinute: 2000,
  cpuSPerMinute: 90,
  graphqlCpuSPerMinute: 60,
  minuteS: 60,
  retryAfterS: 60,
  limitStatus: 403,
  timeScale: 0,
  killS: 10,
  jitter: 0.2,
  countCost: false,
  nodeLimit: 500_000,
  resourceLimit: 0,
  gitReadsPerS: 15,
  gitThrottle: false,
  installationTokenS: 3600,
  statsDelayS: 2,
  refuseOldIds: false,
  lackingFields: "",
};

export type SettingName = keyof Settings;

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(DEFAULTS, name);
}

/** `--rest-limit` and `rest_limit` for restLimit. */
export function settingName(words: string): SettingName | null {
  const name = words.replace(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return isSettingName(name) ? name : null;
}

/** Sets one from a command line or JSON; says what is wrong with a value that doesn't fit. */
export function applySetting(settings: Settings, name: SettingName, value: unknown): void {
  const expected = typeof DEFAULTS[name];
  const parsed = typeof value === "string" ? parse(value) : value;
  if (typeof parsed !== expected) throw new Error(`${name} needs a ${expected}`);
  if (typeof parsed === "number" && !(parsed >= 0)) throw new Error(`${name} can't be negative`);
  Object.assign(settings, { [name]: parsed });
}

function parse(value: string): unknown {
  if (value === "true" || value === "false") return value === "true";
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
