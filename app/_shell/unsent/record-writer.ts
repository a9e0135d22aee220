import type { UnsentDatabase } from "./database";
import type { Journal } from "./journal";
import type { Change } from "./records";

/** How long a failed write to the database waits for the next one, in ms. */
const AGAIN_MS = 5_000;

/** Writes changes to the journal within the task that made them, and to the database as fast as it takes them. */
export function createRecordWriter(journal: Journal, onState: () => void) {
  const pending = new Map<string, Change>();
  let database: UnsentDatabase | null = null;
  let isWriting = false;
  let isFailed = false;
  let isScheduled = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  async function flush(): Promise<void> {
    if (!database || isWriting || pending.size === 0) return;
    clearTimeout(again);
    isWriting = true;
    const batch = [...pending.values()];
    const isWritten = await database.apply(batch).then(
      () => true,
      () => false, // no room
    );
    isWriting = false;
    if (isWritten)
      for (const change of batch) if (pending.get(change.key) === change) pending.delete(change.key);
    if (isFailed === isWritten) {
      isFailed = !isWritten;
      onState();
    }
    if (isWritten) journal.write([...pending.values()]);
    if (isWritten) await flush();
    else again = setTimeout(() => void flush(), AGAIN_MS);
  }
  return {
    database: () => database,
    isKept: () => database !== null && !isFailed,
    begin(opened: UnsentDatabase): void {
      database = opened;
      journal.write([...pending.values()]);
      onState();
      void flush();
    },
    add(changes: readonly Change[]): void {
      for (const change of changes) pending.set(change.key, change);
      if (isScheduled || changes.length === 0) return;
      isScheduled = true;
      // Together with the other changes of this task, before anything else happens to this page.
      queueMicrotask(() => {
        isScheduled = false;
        journal.write([...pending.values()]);
        void flush();
      });
    },
    stop(): void {
      clearTimeout(again);
      pending.clear();
      database = null;
    },
  };
}
