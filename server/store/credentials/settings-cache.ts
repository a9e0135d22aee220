import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import type { Db } from "@/server/store/_postgres/db";
import { rightsVersion } from "./rate-limit";

type Cache<T extends {}> = ReturnType<typeof createTtlCache<T>>;

/**
 * The cache `name` of a database, for what few requests change and most read: callers, their rights, inboxes and their settings. What
 * another process has changed counts here within a second, and what this one has changed immediately. What it returns is shared: do
 * not change it.
 */
export function settingsCache<T extends {}>(name: string, db: Db): Cache<T> {
  const caches = shared(name, () => new WeakMap<Db, Cache<T>>());
  const cache =
    caches.get(db) ?? createTtlCache<T>({ freshMs: 900, keysMax: 10_000, version: rightsVersion });
  caches.set(db, cache);
  return cache;
}
