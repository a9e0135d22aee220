import type { Database } from "@/server/store/_postgres/db";
import { isStorageOut } from "@/server/store/_postgres/storage-alert";
import { probeStorage } from "./installation";

/** While nothing can be stored, some pages are written this often to learn when it can again. */
const PROBE_EVERY_MS = 2_000;

/**
 * Whether changes are refused because the database can store nothing. It is known from the changes that failed; where nobody
 * changes anything any more, they are written because somebody asks: a load balancer, or an operator.
 */
export function createStorageWatch(database: Database): { isOut(): Promise<boolean> } {
  let probedMs = Number.NEGATIVE_INFINITY;
  return {
    async isOut() {
      if (!isStorageOut()) return false;
      if (performance.now() - probedMs >= PROBE_EVERY_MS) {
        probedMs = performance.now();
        await probeStorage(database).catch(() => undefined); // it raises the alert again
      }
      return isStorageOut();
    },
  };
}
