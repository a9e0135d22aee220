import { LRUCache } from "lru-cache";
import type { Caller } from "@/server/contract/_shared/caller";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import type { Db } from "@/server/store/_postgres/db";
import { markEventsRead, USED_MINUTES } from "@/server/store/credentials/tokens";
import type { LogFilter } from "@/server/store/events/log/event-log";

const USED_MS = USED_MINUTES * 60_000;
/**
 * Records that a token reads the event log, if what it reads includes the messages to send; called
 * with every page. A process writes it at most once a minute, in the background: the reader neither
 * waits for it nor fails with it.
 */
export function recordEventsRead(
  db: Db,
  { accountId, tokenId }: Pick<Caller, "accountId" | "tokenId">,
  { types, conversationId, now }: Pick<LogFilter, "types" | "conversationId"> & { now: Date },
): void {
  if (tokenId === null || conversationId !== undefined) return;
  if (types && !types.includes("message.send_requested")) return;
  const all = shared("readers of events", () => new WeakMap<Db, LRUCache<number, number>>());
  const written = all.get(db) ?? new LRUCache<number, number>({ max: 10_000 });
  all.set(db, written);
  if (now.getTime() - (written.get(tokenId) ?? Number.NEGATIVE_INFINITY) < USED_MS) return;
  written.set(tokenId, now.getTime());
  markEventsRead(db, { accountId, tokenId, now }).catch((error: unknown) =>
    log.warn({ reason: reasonOf(error), tokenId }, "when a token last read the events was not kept"),
  );
}
