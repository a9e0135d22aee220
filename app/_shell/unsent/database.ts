import { type DBSchema, openDB } from "idb";
import type { Change } from "./records";

interface Schema extends DBSchema {
  records: { key: string; value: Change };
}

/** The kept records of one member in this browser. */
export type UnsentDatabase = {
  read(): Promise<Change[]>;
  /** Stores changes in one transaction; one that is older than what is stored changes nothing. */
  apply(changes: readonly Change[]): Promise<void>;
  /** Forgets records, unless they have changed since. */
  forget(changes: readonly Change[]): Promise<void>;
  clear(): Promise<void>;
};

/** Opens the member's database. Rejects where the browser has none: in some private windows, or without room. */
export async function openUnsentDatabase(name: string): Promise<UnsentDatabase> {
  const database = await openDB<Schema>(name, 1, {
    upgrade: (made) => void made.createObjectStore("records", { keyPath: "key" }),
    blocking: (_, __, event) => (event.target as IDBDatabase | null)?.close(), // a later version of the product
  });
  const forAll = async (changes: readonly Change[], isForgotten: boolean) => {
    const tx = database.transaction("records", "readwrite");
    const one = async (change: Change) => {
      const stored = await tx.store.get(change.key);
      if (stored && stored.revision > change.revision) return;
      if (isForgotten) await tx.store.delete(change.key);
      else await tx.store.put(change);
    };
    await Promise.all([...changes.map(one), tx.done]);
  };
  return {
    read: () => database.getAll("records"),
    apply: (changes) => forAll(changes, false),
    forget: (changes) => forAll(changes, true),
    clear: () => database.clear("records"),
  };
}
