/**
 * Makes of `work` something that may be asked for at any rate: it runs one at a time, and calls while it runs make it
 * run once more. The promise is that of a run which began after the call, or failed before it could.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let isPending = false;
  const run = async () => {
    try {
      while (isPending) {
        isPending = false;
        await work();
      }
    } finally {
      running = null;
    }
  };
  return () => {
    isPending = true;
    running ??= run();
    return running;
  };
}
