import type { Caller } from "@/server/contract/_shared/caller";
import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import { clearCredential, hashOfCredential, rememberCredential } from "@/server/lib/web/known-credentials";
import type { Db } from "@/server/store/_postgres/db";
import { rightsVersion } from "@/server/store/credentials/rights-version";
import { findTokenCaller } from "./find-caller";

type CallerCache = ReturnType<typeof createTtlCache<Caller>>;

const cacheOf = (db: Db): CallerCache => {
  const all = shared("token callers", () => new WeakMap<Db, CallerCache>());
  // A token revoked by another process works here for less than a second; one revoked here stops immediately.
  const cache =
    all.get(db) ?? createTtlCache<Caller>({ freshMs: 900, keysMax: 10_000, version: rightsVersion });
  all.set(db, cache);
  return cache;
};

/**
 * The caller of an API token, or null; like `findTokenCaller`, but reads the database at most once a second. Remembers whose
 * token it is, for rate limits.
 */
export async function readTokenCaller(db: Db, secret: string): Promise<Caller | null> {
  const hash = hashOfCredential(secret);
  const caller = await cacheOf(db)(hash, () => findTokenCaller(db, secret));
  if (!caller) {
    clearCredential(hash);
    return null;
  }
  const { accountId, tokenId } = caller;
  rememberCredential(hash, { kind: "token", key: `token ${tokenId}`, accountId });
  return caller;
}
