/** Numbers by their value, Chinese names by pinyin, and before others; letters with accents beside those without. */
const collator = new Intl.Collator("zh", { numeric: true });

/** Orders rows of a bounded list as a reader looks for a name, then by id. The database compares code points. */
export const byName = (a: { name: string; id: number }, b: { name: string; id: number }): number =>
  collator.compare(a.name, b.name) || a.id - b.id;
