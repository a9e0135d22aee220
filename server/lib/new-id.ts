import { randomFillSync } from "node:crypto";
import { v7 as uuidv7 } from "uuid";

/** Random bytes per call into the kernel: enough for some hundred ids. */
const POOL_BYTES = 4096;
const ID_BYTES = 16;

const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** A UUIDv7: its first half is the time in ms, so that newer ids sort after older ones. */
export function newId(): string {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + ID_BYTES);
  used += ID_BYTES;
  return uuidv7({ random });
}
