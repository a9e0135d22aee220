import { vi } from "vitest";
import { createDrafts, type Drafts } from "@/app/_shell/drafts/drafts";
import { mirrorIn } from "@/app/_shell/drafts/use-text";
import type { UnsentDatabase } from "@/app/_shell/unsent/database";
import { createJournal, type JournalStorage } from "@/app/_shell/unsent/journal";
import type { Change, Text } from "@/app/_shell/unsent/records";
import { createUnsentStore, type TabNews, type UnsentStore } from "@/app/_shell/unsent/store";
import { fingerprintOf } from "@/server/contract/message/draft-fingerprint";

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

/** Lets what is due happen, under fake timers. */
export const settle = () => vi.advanceTimersByTimeAsync(0);

/** A server that keeps one text per conversation and responds when the test lets it. */
export function aDraftServer() {
  const kept = new Map<number, Text | null>();
  const responses: { answer: () => void; fail: () => void }[] = [];
  const respond = <R>(result: () => R) =>
    new Promise<R>((resolve, fail) => {
      responses.push({ answer: () => resolve(result()), fail: () => fail(new Error("away")) });
    });
  const answer = async () => {
    responses.shift()?.answer();
    await settle();
  };
  return {
    kept,
    waiting: () => responses.length,
    answer,
    fail: async () => {
      responses.shift()?.fail();
      await settle();
    },
    /** A page that has not opened the conversation. */
    page: (browser = aBrowser()) =>
      createDrafts(
        {
          load: (id) => respond(() => kept.get(id) ?? null),
          save: (id, text, seen) =>
            respond(() => {
              const isKept = [...seen, "none", fingerprintOf(text)].includes(
                fingerprintOf(kept.get(id) ?? null),
              );
              if (isKept) kept.set(id, text);
              return isKept;
            }),
        },
        mirrorIn(browser.open()),
      ),
    async load(drafts: Drafts) {
      const loaded = drafts.load(1);
      await settle();
      await answer();
      await loaded;
    },
  };
}

/** A page with the conversation open. */
export async function aPage(browser = aBrowser(), server = aDraftServer()) {
  const drafts = server.page(browser);
  await server.load(drafts);
  return { server, browser, drafts };
}
