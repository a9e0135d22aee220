import { createTtlCache, type TtlCacheOptions } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import type { Db } from "./db";

type Cache<T extends {}> = ReturnType<typeof createTtlCache<T>>;

const KEYS_MAX = 10_000;

/** The cache `name` of a database, which is made at its first use. */
export function databaseCache<T extends {}>(
  name: string,
  db: Db,
  {
    freshMs,
    version = () => 0,
  }: Pick<TtlCacheOptions, "freshMs"> & Partial<Pick<TtlCacheOptions, "version">>,
): Cache<T> {
  const caches = shared(name, () => new WeakMap<Db, Cache<T>>());
  const cache = caches.get(db) ?? createTtlCache<T>({ freshMs, keysMax: KEYS_MAX, version });
  caches.set(db, cache);
  return cache;
}
