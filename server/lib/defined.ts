/** An object type without `undefined` as a value: what is not said is not there. */
export type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Drops the keys whose value is `undefined`: a parsed input says "not given" so, our own types by absence. */
export const defined = <T extends object>(given: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
