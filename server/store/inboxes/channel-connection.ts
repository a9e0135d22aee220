import { databaseCache } from "@/server/store/_postgres/database-cache";
import type { Db } from "@/server/store/_postgres/db";
import type { InboxChannelHealthRow } from "@/server/store/generated/rows";

/** What the process that holds an inbox's connection knows of it. */
export type ConnectionState = Pick<InboxChannelHealthRow, "state" | "error" | "nextTryAt">;

type OfInbox = { inboxId: number; now: Date };

/** SQL: whether an inbox in this state is without its connection. An attempt that fails does not begin that time anew. */
const isWithout = (state: string): string => `${state} in ('connecting', 'disconnected')`;

/**
 * Stores the state of an inbox's connection; `since` stays while it is connected, off, or without. `leasedBy`: who reports it; nothing
 * is stored if another process holds the connection now, and the result is null. Returns `since`. Bookkeeping: makes no event.
 */
export async function saveConnection(
  db: Db,
  accountId: number,
  {
    inboxId,
    state,
    error,
    nextTryAt,
    now,
    leasedBy,
  }: OfInbox & ConnectionState & { leasedBy?: string | undefined },
): Promise<Date | null> {
  const [saved] = await db.query<{ since: Date }>(
    `insert into inbox_channel_health as h (account_id, inbox_id, state, since, error, next_try_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (account_id, inbox_id) do update set state = excluded.state, error = excluded.error,
       next_try_at = excluded.next_try_at,
       since = case when h.state = excluded.state or (${isWithout("h.state")} and ${isWithout("excluded.state")})
                    then h.since else excluded.since end
     where $7::uuid is null or h.leased_by is null or h.leased_by = $7::uuid
     returning h.since`,
    [accountId, inboxId, state, now, error, nextTryAt, leasedBy ?? null],
  );
  return saved?.since ?? null;
}

/** Requests that the process that holds an inbox's connection makes it anew, without the pause before its next try. Bookkeeping: makes no event. */
export const requestReconnect = (db: Db, accountId: number, { inboxId, now }: OfInbox): Promise<unknown> =>
  db.query(
    `insert into inbox_channel_health as h (account_id, inbox_id, state, since, reconnect_at)
     values ($1, $2, 'connecting', $3, $3)
     on conflict (account_id, inbox_id) do update set reconnect_at = $3, next_try_at = null, state = 'connecting',
       since = case when ${isWithout("h.state")} then h.since else $3 end`,
    [accountId, inboxId, now],
  );

/**
 * Notes that a message came in or went out by an inbox's channel, at most once a minute, which a process need not look up. Bookkeeping:
 * makes no event.
 */
export async function markConnectionUsed(
  db: Db,
  accountId: number,
  { inboxId, direction, now }: OfInbox & { direction: "in" | "out" },
): Promise<void> {
  const minute = Math.trunc(now.getTime() / MINUTE_MS);
  const once = databaseCache<true>("used connections", db, { freshMs: MINUTE_MS });
  await once(`${accountId} ${inboxId} ${direction} ${minute}`, async () => {
    // The first condition locks nothing: messages of an inbox that arrive together do not wait for each other.
    await db.query(
      `insert into inbox_channel_health as h (account_id, inbox_id, state, since, ${LAST[direction]})
       select $1, $2, 'connected', $3::timestamptz, $3::timestamptz where not exists (
         select 1 from inbox_channel_health r where r.account_id = $1 and r.inbox_id = $2
           and r.${LAST[direction]} >= $3::timestamptz - interval '1 minute')
       on conflict (account_id, inbox_id) do update set ${LAST[direction]} = $3
        where h.${LAST[direction]} is null or h.${LAST[direction]} < $3::timestamptz - interval '1 minute'`,
      [accountId, inboxId, now],
    );
    return true;
  });
}

const MINUTE_MS = 60_000;

const LAST = { in: "last_in_at", out: "last_out_at" } as const;
