/** Orders rows of a bounded list by name in any case, then by id, as `order by lower(name), id` does with the locale C.UTF-8. */
export function byName(a: { name: string; id: number }, b: { name: string; id: number }): number {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  if (left === right) return a.id - b.id;
  return left < right ? -1 : 1;
}
