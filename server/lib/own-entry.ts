/** What a table has under a key from outside. Names that every object has, as `constructor`, are no entries of it. */
export const ownEntry = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
