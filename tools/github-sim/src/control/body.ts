// Reads the JSON body of a control request. Errors name the key that is wrong.

/** The control request is wrong or impossible. */
export class ControlRefused extends Error {}

export type Body = Readonly<Record<string, unknown>>;

export function text(body: Body, key: string): string | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new ControlRefused(`\`${key}\` must be a string`);
  return value;
}

export function requiredText(body: Body, key: string): string {
  const value = text(body, key);
  if (value === undefined) throw new ControlRefused(`\`${key}\` is missing`);
  return value;
}

export function integer(body: Body, key: string): number | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw new ControlRefused(`\`${key}\` must be an integer`);
  return value;
}

export function flag(body: Body, key: string): boolean | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw new ControlRefused(`\`${key}\` must be true or false`);
  return value;
}

export function texts(body: Body, key: string): string[] | undefined {
  const value = body[key];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.some((one) => typeof one !== "string"))
    throw new ControlRefused(`\`${key}\` must be a list of strings`);
  return value.map(String);
}

/** Leaves out keys without a value, as the compiler's `exactOptionalPropertyTypes` demands. */
export function withoutUndefined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
