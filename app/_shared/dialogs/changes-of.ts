/** The entered values that differ from those that a form shows: the others may have been changed by somebody else meanwhile. */
export const changesOf = <T extends object>(shown: object, entered: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(entered).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(shown, name)),
    ),
  ) as Partial<T>; // fromEntries loses the keys' types

/** What was chosen and what was removed in a list of a form, by ids: the rest of it may have been changed by somebody else meanwhile. */
export const listChanges = (shown: readonly number[], chosen: readonly number[]) => ({
  added: chosen.filter((id) => !shown.includes(id)),
  removed: shown.filter((id) => !chosen.includes(id)),
});

/** A stored list with what was added to it and removed from it in a form that showed `shown`. */
export const withListChanges = <T>(stored: readonly T[], shown: readonly T[], entered: readonly T[]): T[] => [
  ...stored.filter((one) => entered.includes(one) || !shown.includes(one)),
  ...entered.filter((one) => !shown.includes(one) && !stored.includes(one)),
];
