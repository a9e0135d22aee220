import type { Change } from "@/server/domain/message/content";
import type { SentChangeState } from "@/server/domain/send/change";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** The change of a message by its own sender, as far as its reach and its undo need it. */
export type SentChange = {
  kind: Change;
  state: SentChangeState;
  tries: number;
  isDoubtful: boolean;
  requestedAt: Date;
  settledAt: Date | null;
  error: string | null;
};

const COLUMNS = `kind, state, tries, is_doubtful as "isDoubtful", requested_at as "requestedAt", settled_at as "settledAt", error`;

/** The change of a message that was requested last; null: none was. Index: message_change_pkey. */
export async function findMessageChange(
  db: Db,
  accountId: number,
  messageId: number,
): Promise<SentChange | null> {
  const [row] = await db.query<SentChange>(
    `select ${COLUMNS} from message_change where account_id = $1 and message_id = $2`,
    [accountId, messageId],
  );
  return row ?? null;
}

/** The same, locked: no process begins to call for it. Lock the message first. */
export async function lockMessageChange(tx: Tx, messageId: number): Promise<SentChange | null> {
  const [row] = await tx.query<SentChange>(
    `select ${COLUMNS} from message_change where account_id = $1 and message_id = $2 for update`,
    [tx.caller.accountId, messageId],
  );
  return row ?? null;
}

/**
 * Whether the current attempt of a locked message waits, and no try of it may have arrived: it will be sent as it is then. No process
 * claims it before the end of this transaction. Locks: the send row. Index: send_attempt.
 */
export async function lockUnsent(tx: Tx, messageId: number): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from send where account_id = $1 and message_id = $2 and state = 'waiting' and not is_doubtful for update`,
    [tx.caller.accountId, messageId],
  );
  return rows.length > 0;
}

/**
 * Requests a change of a locked message. It takes the place of one that waits, and follows one that is being called. The reason of the
 * last failure goes with it.
 */
export async function saveMessageChange(
  tx: Tx,
  {
    messageId,
    inboxId,
    kind,
    startsAt,
  }: { messageId: number; inboxId: number; kind: Change; startsAt: Date },
): Promise<void> {
  await tx.query(
    `insert into message_change as c (account_id, message_id, inbox_id, kind, due_at, starts_at, requested_at)
     values ($1, $2, $3, $4, $5, $5, $6)
     on conflict (account_id, message_id) do update set
       kind = excluded.kind, version = c.version + 1, tries = 0, error = null, settled_at = null,
       state = case when c.state = 'calling' then 'calling' else 'waiting' end,
       due_at = case when c.state = 'calling' then c.due_at else excluded.due_at end,
       replaced_edit = excluded.kind = 'delete' and c.settled_at is null and (c.kind = 'edit' or c.replaced_edit),
       is_doubtful = c.is_doubtful and c.kind = 'delete' and excluded.kind = 'delete',
       starts_at = excluded.starts_at, requested_at = excluded.requested_at`,
    [tx.caller.accountId, messageId, inboxId, kind, startsAt, tx.now],
  );
}

/** Ends the deletion of a locked message that was restored. The edit whose place it took is due again. */
export async function dropDeletion(tx: Tx, messageId: number): Promise<void> {
  await tx.query(
    `update message_change set version = version + 1, tries = 0, error = null, replaced_edit = false,
            kind = case when replaced_edit then 'edit' else kind end,
            state = case when replaced_edit then 'waiting' else 'dropped' end,
            settled_at = case when replaced_edit then null else $3::timestamptz end, due_at = $3, starts_at = $3
      where account_id = $1 and message_id = $2 and kind = 'delete' and state <> 'calling'`,
    [tx.caller.accountId, messageId, tx.now],
  );
}

/**
 * The texts, present and earlier, of a message with a change of ours: the provider reports those. None of
 * another message. Indexes: message_source, message_revision_message.
 */
export async function listChangedTexts(
  db: Db,
  accountId: number,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<string[]> {
  const rows = await db.query<{ content: string }>(
    `select t.content from message m
       join message_change c on c.account_id = m.account_id and c.message_id = m.id
       cross join lateral (
         select m.content union
         select r.content from message_revision r where r.account_id = m.account_id and r.message_id = m.id) as t (content)
      where m.account_id = $1 and m.inbox_id = $2 and m.source_id = $3 and m.direction = 'out'`,
    [accountId, inboxId, sourceId],
  );
  return rows.map(({ content }) => content);
}
