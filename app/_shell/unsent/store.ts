import type { UnsentDatabase } from "./database";
import type { Journal } from "./journal";
import type { Change, UnsentRecord } from "./records";

/** What the tabs of one browser tell each other. `null`: the member has signed out. */
export type TabNews = readonly Change[] | null;

export type StoreParts = {
  journal: Journal;
  openDatabase: () => Promise<UnsentDatabase>;
  /** The channel to the other tabs; null where the browser has none. */
  openChannel: ((onNews: (news: TabNews) => void) => { post(news: TabNews): void }) | null;
  now: () => number;
};

/** What the member has typed and not sent, kept in this browser over reload, kill and restart. */
export type UnsentStore = {
  /** Resolves when the records of earlier pages are known. It never rejects. */
  ready: Promise<void>;
  read(key: string): { record: UnsentRecord; revision: number } | null;
  /** The records, in no order. */
  list(): UnsentRecord[];
  /**
   * Changes a record at once, for all tabs; null removes it. Changes made in one task are stored together or not at all.
   * Returns the record's revision.
   */
  write(change: { key: string; record: UnsentRecord | null }): number;
  /** Whether what is written survives this page. */
  isKept(): boolean;
  subscribe(listener: () => void): () => void;
  /** Removes everything, in all tabs, for good: the member signs out. */
  clear(): Promise<void>;
  /** What is written from now on reaches neither other tabs nor later pages. */
  end(): void;
};

/** For how long a removed record is remembered: a tab that was killed may have an older state of it in its journal. */
const REMOVED_MS = 24 * 3_600_000;

/** A revision is the time of the change in ms, but for changes within one millisecond. */
const isObsolete = ({ record, revision }: Change, now: number): boolean =>
  record ? record.type === "draft" && record.isSettled : revision < now - REMOVED_MS;

export function createUnsentStore({ journal, openDatabase, openChannel, now }: StoreParts): UnsentStore {
  const known = createKnown();
  const writer = createRecordWriter(journal, known.notify);
  const channel = openChannel?.((news) => (news ? known.take(news) : close()));
  let isClosed = false;
  const ready = open();

  function close(): void {
    isClosed = true;
    writer.stop();
    known.clear();
  }
  async function open(): Promise<void> {
    const left = known.take(journal.read());
    writer.add(left);
    const database = await openDatabase().catch(() => null);
    if (!database || isClosed) return;
    const kept = await database.read().catch(() => []);
    if (isClosed) return;
    known.take(kept);
    const obsolete = kept.filter((change) => isObsolete(change, now()));
    if (obsolete.length > 0) void database.forget(obsolete).catch(() => undefined);
    if (left.length > 0) journal.clear(); // the writer has it
    writer.begin(database);
  }

  return {
    ready,
    read: known.read,
    list: known.list,
    write({ key, record }) {
      const change = { key, revision: Math.max(now(), known.revisionOf(key) + 1), record };
      if (!isClosed) {
        writer.add([change]);
        channel?.post([change]);
      }
      known.take([change]);
      return change.revision;
    },
    isKept: writer.isKept,
    subscribe: known.subscribe,
    end: close,
    async clear() {
      channel?.post(null);
      const database = writer.database();
      close();
      journal.clear();
      await database?.clear();
    },
  };
}

/** The records that this page knows, in their newest state. */
function createKnown() {
  /** With those that were removed, so that a late change does not bring them back. */
  const changes = new Map<string, Change>();
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };
  return {
    notify,
    read(key: string) {
      const change = changes.get(key);
      return change?.record ? { record: change.record, revision: change.revision } : null;
    },
    revisionOf: (key: string): number => changes.get(key)?.revision ?? 0,
    list: (): UnsentRecord[] => [...changes.values()].flatMap(({ record }) => record ?? []),
    /** Takes over those that are newer than what is known, and returns them. */
    take(given: readonly Change[]): Change[] {
      const newer = given.filter(({ key, revision }) => revision > (changes.get(key)?.revision ?? 0));
      for (const change of newer) changes.set(change.key, change);
      if (newer.length > 0) notify();
      return newer;
    },
    clear(): void {
      changes.clear();
      notify();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** How long a failed write to the database waits for the next one, in ms. */
const AGAIN_MS = 5_000;

/** Writes changes to the journal within the task that made them, and to the database as fast as it takes them. */
function createRecordWriter(journal: Journal, onState: () => void) {
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
