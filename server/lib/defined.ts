/** An object type without `undefined` values. */
export type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Drops the keys whose value is `undefined`: parsed inputs have such keys, Tickline's types omit them. */
export const defined = <T extends object>(input: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;

/** What a table has under a key from outside. Names that every object has, as `constructor`, are no entries of it. */
export const ownEntry = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
