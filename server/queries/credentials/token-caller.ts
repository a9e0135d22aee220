import { Refusal } from "@/server/contract/_shared/refusal";
import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import { clearCredential, hashOfCredential, rememberCredential } from "@/server/lib/web/known-credentials";
import type { Db } from "@/server/store/_postgres/db";
import { rightsVersion } from "@/server/store/credentials/rights-version";
import { findTokenCaller, type TokenCaller } from "./find-caller";
import { recordTokenUse } from "./record-token-use";

type CallerCache = ReturnType<typeof createTtlCache<TokenCaller>>;

const cacheOf = (db: Db): CallerCache => {
  const all = shared("token callers", () => new WeakMap<Db, CallerCache>());
  // A token revoked by another process works here for less than a second; one revoked here stops immediately.
  const cache =
    all.get(db) ?? createTtlCache<TokenCaller>({ freshMs: 900, keysMax: 10_000, version: rightsVersion });
  all.set(db, cache);
  return cache;
};

/** `address`: the client's, as corrected by the front. */
export type TokenRequest = {
  secret: string;
  address: string | null | undefined;
  /** Whether the edge also takes an agent bot's token, and limits what it opens. Elsewhere such a token is unknown. */
  forBots?: boolean;
};

/**
 * The caller of an API token, or null; reads the database at most once a second. Records the use in the background, and
 * remembers whose token it is, for rate limits. Refuses an expired token with `auth.token_expired`. Every edge
 * authenticates by this.
 */
export async function readTokenCaller(
  { database, now }: { database: Db; now: () => Date },
  { secret, address, forBots = false }: TokenRequest,
): Promise<TokenCaller | null> {
  const hash = hashOfCredential(secret);
  const caller = await cacheOf(database)(hash, () => findTokenCaller(database, secret));
  if (!caller || (caller.botId !== undefined && !forBots)) {
    clearCredential(hash);
    return null;
  }
  const at = now();
  if (caller.expiresAt !== null && caller.expiresAt <= at) throw new Refusal("auth.token_expired");
  const { accountId, tokenId } = caller;
  rememberCredential(hash, { kind: "token", key: `token ${tokenId}`, accountId });
  recordTokenUse(database, { accountId, tokenId, address: address ?? "unknown", now: at });
  return caller;
}
