import { type BulkOptions, type BulkWork, workBulk } from "./work-bulk";

const working = new Set<BulkWork>();

/** Call it when a bulk operation may wait to begin. */
export function wakeBulk(): void {
  for (const work of working) work.wake();
}

/** Starts the worker's execution of bulk operations. */
export function openBulk(options: BulkOptions): Pick<BulkWork, "stop"> {
  const work = workBulk(options);
  working.add(work);
  return {
    async stop() {
      working.delete(work);
      await work.stop();
    },
  };
}
