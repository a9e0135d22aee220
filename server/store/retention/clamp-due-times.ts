import { SEND_DELAY_MAX_MS } from "@/server/domain/send/send";
import { OPEN_MAX_MS } from "@/server/domain/webhook/call-health";
import { RETRY_DELAYS_MAX_MS } from "@/server/domain/webhook/webhook-schedule";
import type { Database } from "@/server/store/_postgres/db";

/** Leases of deliveries, sends and mails. */
const LEASE_S = 60;
/** `postponeBulk` waits at most this long. */
const BULK_S = 30;
/** The longest time between two tries of a mail. */
const MAIL_S = 7_200;
/** `postponeDeletion` waits at most this long. */
const DELETION_S = 3_600;
/** The longest time between two tries of a push. */
const PUSH_S = 3_600;
/** Longer than a try of a file waits for the next. A longer lease, or the end of a used budget, may be cut short: a try then finds so. */
const FILE_S = 3_600;
/** `claimRemovals` waits this long. */
const REMOVAL_S = 60;
/** `openOperation` gives a request this long. */
const REQUEST_S = 10;

/**
 * Brings every time that was set as "now and so long" back to where it can be from `now`: call it after the clock went
 * back, when such times lie too far ahead and nothing would happen until the clock reaches them. A retry is then at most as
 * late as its own delay; a receiver's Retry-After may be cut short, once. Times that people chose (snoozes) follow the
 * clock and stay. Safe to repeat, also by several processes.
 * @returns the rows that changed.
 */
export async function clampDueTimes(database: Pick<Database, "query">, now: Date): Promise<number> {
  const delays = RETRY_DELAYS_MAX_MS.map((ms) => Math.ceil(ms / 1000));
  const latest = (seconds: number) => new Date(now.getTime() + 1000 * seconds);
  let changed = 0;
  for (const [text, values] of [
    [DELIVERIES, [now, delays]],
    [BREAKERS, [latest(OPEN_MAX_MS / 1000), now]],
    [SENDS, [latest(SEND_DELAY_MAX_MS / 1000)]],
    [CHANGES, [latest(SEND_DELAY_MAX_MS / 1000)]],
    [SEND_BREAKERS, [latest(OPEN_MAX_MS / 1000)]],
    [MAILS, [latest(MAIL_S)]],
    [PUSHES, [latest(PUSH_S)]],
    [ATTENTION, [now]],
    [FILES, [latest(FILE_S)]],
    [REMOVALS, [latest(REMOVAL_S)]],
    [CANNED_USES, [latest(SEND_DELAY_MAX_MS / 1000)]],
    [BULKS, [latest(BULK_S)]],
    [DELETIONS, [latest(DELETION_S)]],
    [OPERATIONS, [latest(REQUEST_S)]],
  ] as const)
    changed += (await database.query(text, values)).length;
  return changed;
}

/** $2: the longest delay after each number of tries, in seconds. A lease may be longer. */
const DELIVERIES = `
  update delivery d set due_at = l.at, lease_until = case when d.lease_until is not null then least(d.lease_until, l.at) end
    from (select tries, $1::timestamptz + make_interval(secs => greatest(${LEASE_S}, coalesce(($2::int[])[tries], 0))) as at
            from generate_series(0, cardinality($2::int[])) as tries) l
   where d.state = 'waiting' and d.tries = l.tries and d.due_at > l.at
  returning 1`;

const BREAKERS = `
  update endpoint_progress set open_until = least(open_until, $1), heartbeat_at = least(heartbeat_at, $2)
   where open_until > $1 or heartbeat_at > $2 returning 1`;

/** A lease is shorter than the longest delay. */
const SENDS = `
  update send set due_at = least(due_at, $1), blocks_until = least(blocks_until, $1)
   where settled_at is null and (due_at > $1 or blocks_until > $1) returning 1`;

/** A deletion waits for less than the longest delay. */
const CHANGES = `
  update message_change set due_at = least(due_at, $1), starts_at = least(starts_at, $1)
   where settled_at is null and (due_at > $1 or starts_at > $1) returning 1`;

const SEND_BREAKERS = `update inbox_sending set open_until = $1 where open_until > $1 returning 1`;

const MAILS = `update mail set due_at = $1 where due_at > $1 returning 1`;

const PUSHES = `update push set due_at = $1 where due_at > $1 returning 1`;

/** While a member seems to be there, nothing is pushed or mailed to them. */
const ATTENTION = `update user_session set attended_at = $1 where attended_at > $1 returning 1`;

const FILES = `update file set work_due_at = $1 where work_due_at > $1 returning 1`;

const REMOVALS = `update file_removal set due_at = $1 where due_at > $1 returning 1`;

/** A use counts when its message is sent. */
const CANNED_USES = `update canned_reply_use set due_at = $1 where due_at > $1 returning 1`;

const BULKS = `update bulk_operation set due_at = $1 where state = 'running' and due_at > $1 returning 1`;

/** 'infinity' = a deletion that another operation continues. */
const DELETIONS = `
  update deletion set due_at = $1 where state = 'running' and due_at > $1 and due_at <> 'infinity' returning 1`;

const OPERATIONS = `
  update operation set deadline_at = $1
   where state = 'running' and kind = 'request' and deadline_at > $1 returning 1`;
