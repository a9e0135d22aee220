/**
 * The one value of this name in the whole process, made at its first use. Our code reaches Next twice (its bundle and
 * ours), so a plain module variable would exist twice. Keep only data and closures in it: classes differ between the
 * two copies, so `instanceof` does not work across.
 */
export function shared<T>(name: string, make: () => T): T {
  const key = Symbol.for(`tickline.${name}`);
  const values: Record<symbol, T | undefined> = globalThis as never;
  values[key] ??= make();
  return values[key];
}
