import { type BulkOptions, type BulkWork, workBulk } from "./work-bulk";

const working = new Set<BulkWork>();

/** There may be one that has not begun. */
export function wakeBulk(): void {
  for (const work of working) work.wake();
}

/** The worker's part in bulk operations. */
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
