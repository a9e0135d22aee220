/**
 * The one value of this name in the whole process, created at the first use. The process loads Tickline's code twice
 * (Next's bundle and its own), so a plain module variable would exist twice. Store only data and closures in it: classes
 * differ between the two copies, so `instanceof` does not work across them.
 */
export function shared<T>(name: string, make: () => T): T {
  const key = Symbol.for(`tickline.${name}`);
  const values: Record<symbol, T | undefined> = globalThis as never;
  values[key] ??= make();
  return values[key];
}
