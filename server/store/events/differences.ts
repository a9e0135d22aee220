import { isDeepStrictEqual } from "node:util";
import type { Changes } from "./tx";

/** The fields in which two rows differ, of all or of `fields`. Ignores the order of keys in JSON. */
export function differences<R extends object>(
  before: R,
  after: R,
  fields: readonly string[] = Object.keys(after),
): Changes {
  const values = fields.map(
    (field) => [field, Reflect.get(before, field), Reflect.get(after, field)] as const,
  );
  const changed = values.filter(([, from, to]) => !isDeepStrictEqual(from, to));
  return Object.fromEntries(changed.map(([field, from, to]) => [field, { from, to }]));
}
