import type { ChangeOutcome } from "@/server/domain/send/change";
import type { NextOfSend, SendOutcome } from "@/server/domain/send/send";
import { afterTry } from "@/server/domain/webhook/call-health";
import { statement } from "@/server/store/_postgres/statement";
import {
  HEALTH,
  HEALTH_VALUES,
  type HealthRow,
  type HealthSave,
  healthValues,
  SET_HEALTH,
  toHealth,
} from "@/server/store/_rows/health-row";
import { sendAhead, type Tx } from "@/server/store/events/tx";

/** The end of a claimed send. */
export type SettledSend = {
  id: number;
  /** The sendId. An id of another database, as of a restored one, has another. */
  key: string;
  inboxId: number;
  messageId: number;
  attempt: number;
  /** The claim's lease: a process that has lost it changes nothing, unless its sender gave a definite answer. */
  leaseUntil: Date;
  next:
    | Exclude<NextOfSend, { state: "waiting" }>
    | { state: "waiting"; dueMs: number; isDoubtful: boolean }
    | { state: "dropped"; isDoubtful: boolean };
  /** The try; null: the sender was not called. */
  made: {
    number: number;
    at: Date;
    durationMs: number;
    outcome: SendOutcome;
    status: number | null;
    address: string | null;
  } | null;
  /** Why it ended without a call. */
  reason?: string;
  /** It comes from a journal: what it says may be stored already. */
  isReplayed?: boolean;
};

const isDefinite = ({ made }: SettledSend): boolean =>
  made?.outcome.kind === "accepted" || made?.outcome.kind === "refused";

/**
 * The ids of those sends that this process still has, of accepted ones that nobody has settled, and of those that another
 * process could only call unconfirmed, although there is a definite answer. Locks: send rows, ascending. Lock the messages
 * first.
 */
export async function lockOwnSends(tx: Tx, sends: readonly SettledSend[]): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ id: number }>(OWN, [
    tx.caller.accountId,
    sends.map(({ id }) => id),
    sends.map(({ leaseUntil }) => leaseUntil),
    sends.map(({ next }) => next.state === "accepted"),
    sends.map(isDefinite),
    sends.map(({ key }) => key),
  ]);
  return new Set(rows.map(({ id }) => id));
}

const OWN = statement(`
  select s.id from send s
    join unnest($2::bigint[], $3::timestamptz[], $4::boolean[], $5::boolean[], $6::uuid[])
      as n (id, lease_until, is_accepted, is_definite, key) on n.id = s.id and n.key = s.key
   where s.account_id = $1
     and case when s.settled_at is null then n.is_accepted or (s.state = 'calling' and s.due_at = n.lease_until)
              else s.state = 'unconfirmed' and n.is_definite end
   order by s.id for no key update of s`);

/** Writes the ends of own sends, and every try, without waiting for Postgres' answer. The sends are locked. */
export function saveSends(tx: Tx, settled: readonly SettledSend[], own: ReadonlySet<number>): void {
  const ended = settled.filter(({ id }) => own.has(id));
  const tried = settled.flatMap((send) => (send.made ? [{ ...send, made: send.made }] : []));
  const values = [
    tx.caller.accountId,
    tx.now,
    ended.map(({ id }) => id),
    ended.map(({ next }) => next.state),
    ended.map(({ next }) => (next.state === "waiting" ? new Date(next.dueMs) : null)),
    ended.map(({ next }) => next.isDoubtful),
    ended.map(({ made }) => (made ? 0 : 1)),
    tried.map(({ id }) => id),
    tried.map(({ messageId }) => messageId),
    tried.map(({ made }) => made.number),
    tried.map(({ made }) => made.at),
    tried.map(({ made }) => made.durationMs),
    tried.map(({ made }) => made.outcome.kind),
    tried.map(({ made }) => made.status),
    tried.map(({ made }) => made.address),
    tried.map(({ made }) => wordsOf(made.outcome)),
    tried.map(({ id, next }) => (own.has(id) && next.state === "waiting" ? new Date(next.dueMs) : null)),
    tried.map(({ attempt }) => attempt),
  ];
  sendAhead(tx, tx.query(SAVE, values));
}

/** What the sender said, or why it could not be asked; null when it accepted. */
export const wordsOf = (outcome: SendOutcome): string | null =>
  outcome.kind === "accepted" ? null : outcome.kind === "refused" ? outcome.error : outcome.reason;

const SAVE = statement(`
  with tries as (
    insert into send_try (account_id, send_id, message_id, number, at, duration_ms, outcome, status, address, detail,
                          next_at)
    select $1, send_id, message_id, number, at, duration_ms, outcome, status, address, detail, next_at
      from unnest($8::bigint[], $9::bigint[], $10::int[], $11::timestamptz[], $12::int[], $13::text[], $14::int[],
                  $15::text[], $16::text[], $17::timestamptz[])
        as t (send_id, message_id, number, at, duration_ms, outcome, status, address, detail, next_at)
     -- Stored already when the answer to an earlier commit was lost, or another process read this one's journal.
     where not exists (select from send_try k where k.account_id = $1 and k.message_id = t.message_id
                        and k.send_id = t.send_id and k.number = t.number)
  ), attempts as (
    update message_attempt a set outcome = t.outcome
      from unnest($9::bigint[], $18::int[], $13::text[]) as t (message_id, number, outcome)
     where a.account_id = $1 and a.message_id = t.message_id and a.number = t.number and t.outcome <> 'not_sent'
  )
  update send s set state = n.state, due_at = coalesce(n.due_at, s.due_at), is_doubtful = n.is_doubtful,
         tries = s.tries - n.uncalled, settled_at = case when n.state <> 'waiting' then $2::timestamptz end
    from unnest($3::bigint[], $4::text[], $5::timestamptz[], $6::boolean[], $7::int[])
      as n (id, state, due_at, is_doubtful, uncalled)
   where s.account_id = $1 and s.id = n.id`);

/**
 * Counts tries of sends, or of changes of sent messages, into the health of their inboxes' programs. When one answers again, all that
 * waits for it is due at once. An answer is a success here, also a refusal. Locks: inbox_sending, ascending, then waiting rows of send
 * and message_change.
 */
export async function saveSendHealth(tx: Tx, settled: readonly Tried[]): Promise<void> {
  const ids = [...new Set(settled.flatMap(({ inboxId, made }) => (made ? [inboxId] : [])))].sort(
    (a, b) => a - b,
  );
  if (ids.length === 0) return;
  const { accountId } = tx.caller;
  // Pipelined on one connection in this order.
  const [, rows] = await Promise.all([
    tx.query(ADD_HEALTH, [accountId, ids]),
    tx.query<InboxHealth>(LOCK_HEALTH, [accountId, ids]),
  ]);
  const after = rows.map((before) => ({ before, ...healthAfter(before, settled) }));
  const saved = [accountId, after.map(({ before }) => before.inboxId), ...healthValues(after)];
  sendAhead(tx, tx.query(SAVE_HEALTH, saved));
  const recovered = after.filter(({ before, health }) => before.failures > 0 && health.failures === 0);
  if (recovered.length === 0) return;
  const inboxIds = recovered.map(({ before }) => before.inboxId);
  for (const statementOf of [WAITING_SENDS_DUE, WAITING_CHANGES_DUE])
    await tx.query(statementOf, [accountId, inboxIds, tx.now]);
}

/** A try of an inbox's program. */
type Tried = {
  inboxId: number;
  made: { at: Date; durationMs: number; outcome: ChangeOutcome } | null;
};

const WAITING_SENDS_DUE = `
  update send set due_at = $3 where account_id = $1 and inbox_id = any($2::bigint[]) and state = 'waiting' and due_at > $3`;
const WAITING_CHANGES_DUE = `
  update message_change set due_at = greatest(starts_at, $3)
   where account_id = $1 and inbox_id = any($2::bigint[]) and state = 'waiting' and due_at > greatest(starts_at, $3::timestamptz)`;

const ADD_HEALTH = statement(
  `insert into inbox_sending (account_id, inbox_id) select $1, unnest($2::bigint[]) on conflict do nothing`,
);
const LOCK_HEALTH = statement(
  `select p.inbox_id as "inboxId", ${HEALTH} from inbox_sending p
    where p.account_id = $1 and p.inbox_id = any($2::bigint[]) order by p.inbox_id for no key update`,
);

type InboxHealth = HealthRow & { inboxId: number };

const { arrays, names } = HEALTH_VALUES(3);
const SAVE_HEALTH = statement(`
  update inbox_sending p set ${SET_HEALTH}, last_accepted_at = greatest(p.last_accepted_at, n.accepted_at),
         last_failed_at = greatest(p.last_failed_at, n.failed_at)
    from unnest($2::bigint[], ${arrays}) as n (inbox_id, ${names})
   where p.account_id = $1 and p.inbox_id = n.inbox_id`);

function healthAfter(row: InboxHealth, settled: readonly Tried[]): HealthSave {
  let health = toHealth(row);
  let [acceptedMs, failedMs]: [number | null, number | null] = [null, null];
  for (const { inboxId, made } of settled) {
    if (inboxId !== row.inboxId || !made) continue;
    const { outcome, at, durationMs } = made;
    const atMs = at.getTime() + durationMs;
    const isDelivered = outcome.kind === "accepted" || outcome.kind === "refused";
    const pauseMs = outcome.kind === "not_sent" ? outcome.retryAfterMs : null;
    health = afterTry(health, { isDelivered, atMs, pauseMs });
    if (isDelivered) acceptedMs = atMs;
    else failedMs = atMs;
  }
  return { health, acceptedMs, failedMs };
}
