/** A value as JSON, with the paths of its dates. */
export type StoredValue = { value: unknown; dates: readonly (readonly string[])[] };

/** A result of plain objects, lists and dates, to be stored as JSON. `undefined` becomes absent. */
export function stored(value: unknown): StoredValue {
  const dates: string[][] = [];
  const visit = (part: unknown, path: readonly string[]): void => {
    if (part instanceof Date) dates.push([...path]);
    else if (typeof part === "object" && part !== null)
      for (const [name, inner] of Object.entries(part)) visit(inner, [...path, name]);
  };
  visit(value, []);
  return { value: value === undefined ? null : JSON.parse(JSON.stringify(value)), dates };
}

/** The result that was stored, with its dates. Throws for anything else. */
export function revived(body: unknown): unknown {
  if (!isStored(body)) throw new Error("not a stored value");
  const root = { value: structuredClone(body.value) };
  for (const path of body.dates) {
    const [last = "", ...above] = ["value", ...path].toReversed();
    const parent = above.toReversed().reduce<unknown>(memberOf, root);
    if (typeof parent === "object" && parent !== null)
      Object.assign(parent, { [last]: new Date(String(memberOf(parent, last))) });
  }
  return root.value;
}

const memberOf = (part: unknown, name: string): unknown =>
  typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined;

const isStored = (body: unknown): body is StoredValue =>
  typeof body === "object" &&
  body !== null &&
  "value" in body &&
  "dates" in body &&
  Array.isArray(body.dates);
