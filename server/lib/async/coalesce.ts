/**
 * Coalesces calls of `work`: one run at a time, and calls during a run share one further run. The promise settles with
 * a run that began after the call, or rejects with the run that failed before it.
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
