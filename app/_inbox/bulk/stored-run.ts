const KEY = "tickline-bulk";

/** The bulk operation that this tab waits for, kept over a reload; null = none. */
export function keepRun(id: number | null): void {
  try {
    if (id === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, String(id));
  } catch {
    // Where nothing may be kept, a reload forgets it: it goes on all the same.
  }
}

export function keptRun(): number | null {
  try {
    const id = Number(sessionStorage.getItem(KEY));
    return Number.isSafeInteger(id) && id > 0 ? id : null;
  } catch {
    return null;
  }
}
