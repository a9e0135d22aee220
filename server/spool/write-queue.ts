import type { Draft } from "./frame";
import type { SpoolRecord } from "./record";
import type { Waiting } from "./segment-files";

/** A record that is to be written, and whoever waits for it. */
export type Write = {
  record: SpoolRecord;
  draft: Draft;
  resolve(at: Waiting): void;
  reject(error: unknown): void;
};

/** Bytes that one flush writes. */
const BATCH_BYTES = 8 * 1_024 * 1_024;

/** Collects what is to be written while `write` runs. */
export function createWriteQueue(write: (batch: readonly Write[]) => Promise<void>) {
  let queued: Write[] = [];
  let bytes = 0;
  let count = 0;
  let writing = Promise.resolve();
  let isWriting = false;

  const writeAll = async () => {
    for (let batch = nextBatch(queued); batch.length > 0; batch = nextBatch(queued)) {
      queued = queued.slice(batch.length);
      try {
        await write(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      count -= batch.length;
      for (const { draft } of batch) bytes -= draft.length;
    }
    isWriting = false;
  };
  return {
    add: (record: SpoolRecord, draft: Draft) =>
      new Promise<Waiting>((resolve, reject) => {
        queued.push({ record, draft, resolve, reject });
        bytes += draft.length;
        count += 1;
        if (!isWriting) writing = Promise.resolve().then(writeAll);
        isWriting = true;
      }),
    /** Of what is not written yet. */
    bytes: () => bytes,
    count: () => count,
    idle: () => writing,
  };
}

function nextBatch(queued: readonly Write[]): Write[] {
  let size = 0;
  const end = queued.findIndex(({ draft }) => {
    size += draft.length;
    return size > BATCH_BYTES;
  });
  return queued.slice(0, end < 0 ? queued.length : Math.max(1, end));
}
