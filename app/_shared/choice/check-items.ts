/** What a check list offers. */
export type CheckItem<V> = { value: V; label: string; detail?: string };

/** As many fit one glance. */
const SHORT_MAX = 8;

/** Whether a list is long enough for a field that filters it. */
export const isLong = (items: readonly unknown[]): boolean => items.length > SHORT_MAX;

/** The items whose label or detail contains what is searched. */
export function itemsFoundBy<V>(query: string, items: readonly CheckItem<V>[]): CheckItem<V>[] {
  const wanted = query.trim().toLocaleLowerCase();
  return items.filter(({ label, detail = "" }) => `${label}\n${detail}`.toLocaleLowerCase().includes(wanted));
}

/** A person as an item, by the name; the e-mail tells two of the same name apart. */
export const memberItem = ({ id, name, email }: { id: number; name: string; email: string }) => ({
  value: id,
  label: name,
  detail: email,
});
