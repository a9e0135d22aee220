import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { shared } from "@/server/lib/shared";
import type { Db } from "@/server/store/_postgres/db";
import { markSessionSeen, SEEN_MINUTES } from "@/server/store/credentials/sessions";

type Seen = { sessionId: string; address: string; now: Date };

/** Records that a session is in use; called with every request, written by a process at most once in some minutes. */
export async function recordSessionUse(db: Db, seen: Seen): Promise<void> {
  const all = shared("seen sessions", () => new WeakMap<Db, ReturnType<typeof createTtlCache<true>>>());
  const once =
    all.get(db) ??
    createTtlCache<true>({ freshMs: SEEN_MINUTES * 60_000, keysMax: 10_000, version: () => 0 });
  all.set(db, once);
  await once(seen.sessionId, async () => {
    await markSessionSeen(db, seen);
    return true;
  });
}
