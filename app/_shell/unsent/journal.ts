import type { Change } from "./records";

/** The part of `localStorage` that is used. */
export type JournalStorage = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** The changes of a tab that its database has not confirmed yet, stored before the next key is handled. */
export type Journal = {
  /** Replaces what this tab has in it. */
  write(changes: readonly Change[]): void;
  /** The changes of all tabs, also of those that were killed. */
  read(): Change[];
  /** Removes the journals of all tabs. */
  clear(): void;
};

/**
 * A write to `localStorage` is over when the call returns; a write to IndexedDB is not, and is lost with its tab. `owner`
 * names the member, `tab` this page. Null: the browser has no storage.
 */
export function createJournal(storage: JournalStorage | null, owner: string, tab: string): Journal {
  const prefix = `${owner} `;
  const own = prefix + tab;
  const keys = () =>
    Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "").filter((key) =>
      key.startsWith(prefix),
    );
  return {
    write(changes) {
      try {
        if (changes.length > 0) storage?.setItem(own, JSON.stringify(changes));
        else storage?.removeItem(own);
      } catch {
        // No room: the database, which has more, gets the changes all the same.
      }
    },
    read: () => keys().flatMap((key) => parse(storage?.getItem(key) ?? "")),
    clear() {
      for (const key of keys()) storage?.removeItem(key);
    },
  };
}

/** The changes of a journal; none where it is unreadable. Only our own pages write it. */
function parse(text: string): Change[] {
  try {
    const changes: unknown = JSON.parse(text);
    return Array.isArray(changes) ? changes : [];
  } catch {
    return [];
  }
}

/** This browser's storage, or null where it is switched off. */
export function findStorage(): JournalStorage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
