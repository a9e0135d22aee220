import type { UnsentDatabase } from "@/app/_shell/unsent/database";
import { createJournal, type JournalStorage } from "@/app/_shell/unsent/journal";
import type { Change } from "@/app/_shell/unsent/records";
import { createUnsentStore, type TabNews, type UnsentStore } from "@/app/_shell/unsent/store";

/** `localStorage`. */
export function aStorage(): JournalStorage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (at) => [...items.keys()][at] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** A browser with tabs of one member, whose database works, has no room, is missing, or never opens. */
export function aBrowser({ owner = "ada", storage = aStorage() } = {}) {
  const stored = new Map<string, Change>();
  const tabs = new Set<(news: TabNews) => void>();
  let clock = 1_000;
  let opened = 0;
  const state = { database: "works" as "works" | "full" | "missing" | "slow" };

  const database: UnsentDatabase = {
    read: async () => [...stored.values()],
    async apply(changes) {
      if (state.database !== "works") throw new Error("QuotaExceededError");
      for (const change of changes)
        if ((stored.get(change.key)?.revision ?? 0) <= change.revision) stored.set(change.key, change);
    },
    async forget(changes) {
      for (const { key, revision } of changes) if (stored.get(key)?.revision === revision) stored.delete(key);
    },
    clear: async () => stored.clear(),
  };
  return {
    state,
    stored,
    storage,
    /** Opens a page. One that is killed is just left; its messages to other tabs end with `close`. */
    open(): UnsentStore & { close(): void } {
      let hear: ((news: TabNews) => void) | null = null;
      const store = createUnsentStore({
        journal: createJournal(storage, owner, `tab ${++opened}`),
        openDatabase: async () => {
          if (state.database === "missing") throw new Error("no database");
          if (state.database === "slow") await new Promise(() => undefined);
          return database;
        },
        openChannel: (onNews) => {
          hear = onNews;
          tabs.add(onNews);
          return {
            post(news) {
              for (const tab of tabs) if (tab !== onNews) tab(news);
            },
          };
        },
        now: () => ++clock,
      });
      return { ...store, close: () => void (hear && tabs.delete(hear)) };
    },
  };
}
