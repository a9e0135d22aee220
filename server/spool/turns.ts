/**
 * Runs work in turns: what has a key in common runs one after the other, in the order of the calls. So a request that the core has
 * not answered yet cannot be overtaken by the next one of its conversation.
 */
export function createTurns(): <T>(keys: readonly string[], work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return async (keys, work) => {
    const before = keys.flatMap((key) => tails.get(key) ?? []);
    const done = Promise.all(before).then(work);
    const tail = done.catch(() => undefined); // whoever called has the error
    for (const key of keys) tails.set(key, tail);
    try {
      return await done;
    } finally {
      for (const key of keys) if (tails.get(key) === tail) tails.delete(key);
    }
  };
}
