import { LRUCache } from "lru-cache";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { UsedToken } from "@/server/contract/credentials/token";
import { clearCredential, hashOfCredential, rememberCredential } from "@/server/lib/auth/known-credentials";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import type { Database, Db } from "@/server/store/_postgres/db";
import { markTokenUsed, type TokenUse, USED_MINUTES } from "@/server/store/credentials/find-token";
import { settingsCache } from "@/server/store/credentials/settings-cache";
import { listTokens as list } from "@/server/store/credentials/tokens";
import { findTokenCaller, type TokenCaller } from "./find-caller";

/** A token revoked by another process works here for less than a second; one revoked here stops immediately. */
const cacheOf = (db: Db) => settingsCache<TokenCaller>("token callers", db);

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

const USED_MS = USED_MINUTES * 60_000;

/**
 * Records that a token is in use; called with every request. A process writes it at most once a minute, in the background:
 * the request neither waits for it nor fails with it.
 */
function recordTokenUse(db: Db, use: TokenUse): void {
  const all = shared("used tokens", () => new WeakMap<Db, LRUCache<number, number>>());
  const used = all.get(db) ?? new LRUCache<number, number>({ max: 10_000 });
  all.set(db, used);
  const at = use.now.getTime();
  if (at - (used.get(use.tokenId) ?? Number.NEGATIVE_INFINITY) < USED_MS) return;
  used.set(use.tokenId, at);
  markTokenUsed(db, use).catch((error: unknown) =>
    log.warn({ reason: reasonOf(error), tokenId: use.tokenId }, "a token's last use was not kept"),
  );
}

/** The maximum that is listed; the oldest are left out. */
const TOKENS_MAX = 500;

/** The API tokens of the caller's account, newest first; never their secrets. */
export const listTokens = (database: Database, { accountId }: Caller): Promise<UsedToken[]> =>
  list(database, accountId, TOKENS_MAX);
