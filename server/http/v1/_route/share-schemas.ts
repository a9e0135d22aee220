type Schemas = Readonly<Record<string, object>>;

/** A smaller schema is hardly longer than its reference. */
const CHARS_MIN = 200;

/**
 * Replaces each copy of a named schema within `given` by a reference to it. The library writes a schema out wherever it is
 * used by another module's name; the copies were a tenth of the document.
 */
export function shareSchemas<T extends object>(given: T, schemas: Schemas): T {
  const names = new Map(
    Object.entries(schemas)
      .map(([name, schema]) => [JSON.stringify(schema), name] as const)
      .filter(([text]) => text.length >= CHARS_MIN),
  );
  const replace = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(replace);
    const name = names.get(JSON.stringify(value));
    if (name !== undefined) return { $ref: `#/components/schemas/${name}` };
    return within(value);
  };
  const within = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replace(one)]));
  return within(given) as T;
}

/** The same within each named schema, which stays itself. */
export const shareWithin = (schemas: Schemas): Schemas =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, shareSchemas(schema, schemas)]));
