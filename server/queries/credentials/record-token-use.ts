import { LRUCache } from "lru-cache";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import type { Db } from "@/server/store/_postgres/db";
import { markTokenUsed, type TokenUse, USED_MINUTES } from "@/server/store/credentials/tokens";

const USED_MS = USED_MINUTES * 60_000;

/**
 * Records that a token is in use; called with every request. A process writes it at most once a minute, in the background:
 * the request neither waits for it nor fails with it.
 */
export function recordTokenUse(db: Db, use: TokenUse): void {
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
