/** The value below which the share `q` of the values lies, to a tenth; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)];
  return at === undefined ? Number.NaN : Math.round(at * 10) / 10;
}
