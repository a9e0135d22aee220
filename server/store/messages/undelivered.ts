import type { Dismissal } from "@/server/contract/_shared/dto";
import type { Trouble } from "@/server/contract/message/undelivered";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { recordMessageEvent, updateMessage } from "./messages";
import { saveTicks } from "./ticks";

/** Messages `m` that failed or are unconfirmed, without those that were dismissed: the condition of the partial indexes. */
export const UNDELIVERED =
  "(m.status = 'failed' or m.is_unconfirmed) and m.deleted_at is null and m.dismissed is null";

/** Messages that were sent and are not delivered in time: the same. */
const OVERDUE = "m.is_overdue and m.deleted_at is null";

/**
 * `trouble`: `any` is failed or unconfirmed, without overdue. `inboxId`: the inbox that carried the message. `error`: part of its
 * error's text, in any case, where `…` stands for any text; of failed ones only.
 */
export type UndeliveredFilter = {
  trouble?: Trouble | "any" | undefined;
  error?: string | undefined;
  inboxId?: number | undefined;
  assignee?: "any" | "me" | undefined;
};

type Scan = {
  accountId: number;
  userId: number | null;
  /** Of the conversations; null = all. */
  visibleInboxIds: readonly number[] | null;
  filter: UndeliveredFilter;
  /** Messages with a lower id only. */
  before: number;
  limit: number;
};

/**
 * Reads undelivered messages, newest first, at most `limit`, and says which match: in a live conversation of a visible
 * inbox, with this trouble and text. Indexes: message_trouble, message_trouble_id, message_overdue, message_overdue_of_inbox,
 * conversation_pkey.
 */
export const scanUndelivered = (
  db: Db,
  { accountId, userId, visibleInboxIds, filter, before, limit }: Scan,
): Promise<{ id: number; conversationId: number; isWanted: boolean }[]> => {
  const { inboxId, trouble = "any", error = null, assignee = "any" } = filter;
  const pattern = error === null ? null : patternOf(error);
  const values = [accountId, before, limit, visibleInboxIds, trouble, pattern, assignee === "me", userId];
  const { all, inInbox } = trouble === "overdue" ? SCAN_OVERDUE : SCAN;
  return inboxId === undefined ? db.query(all, values) : db.query(inInbox, [...values, inboxId]);
};

/** The error of message `m` as a report groups it (`errorFingerprint`): on one line, with single blanks. `\s` alone depends on the locale. */
const ON_ONE_LINE = String.raw`regexp_replace(lower(m.external_error),
  '[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+', ' ', 'g')`;

/** LIKE's pattern for texts on one line with the parts between `…` in their order. */
const patternOf = (error: string): string =>
  `%${error
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\%_]/g, "\\$&")
    .replaceAll(/ ?… ?/g, "%")}%`;

const scan = (which: string, inInbox: string) =>
  statement(
    `select m.id, m.conversation_id as "conversationId",
            coalesce(c.lifecycle = 'live' and ($4::bigint[] is null or c.inbox_id = any($4))
              and (not $7::boolean or c.assignee_id = $8::bigint)
              and ($5::text in ('any', 'overdue') or (m.status = 'failed') = ($5 = 'failed'))
              and ($6::text is null or ${ON_ONE_LINE} like $6), false) as "isWanted"
       from (select m.id, m.conversation_id, m.status, m.external_error from message m
              where m.account_id = $1 and ${which} and m.id < $2 ${inInbox}
              order by m.id desc limit $3) m
       join conversation c on c.account_id = $1 and c.id = m.conversation_id
      order by m.id desc`,
  );
const forms = (which: string) => ({ all: scan(which, ""), inInbox: scan(which, "and m.inbox_id = $9") });
const SCAN = forms(UNDELIVERED);
const SCAN_OVERDUE = forms(OVERDUE);

/** Undelivered messages of live conversations, by their conversation's inbox and assignee. */
export type UndeliveredCell = {
  inboxId: number;
  assigneeId: number | null;
  count: number;
  isCut: boolean;
};

/**
 * Counts an account's undelivered messages: of each inbox the newest `max`; `isCut` where it has more. Reads at most
 * inboxes × `max` rows. Indexes: message_trouble, conversation_pkey.
 */
export const countUndeliveredCells = (db: Db, accountId: number, max: number): Promise<UndeliveredCell[]> =>
  db.query<UndeliveredCell>(CELLS, [accountId, max]);

const CELLS = statement(
  `select c.inbox_id as "inboxId", c.assignee_id as "assigneeId", count(*)::int as count,
          bool_or(run.size > $2) as "isCut"
     from inbox i
     cross join lateral (
       select newest.conversation_id, count(*) over () as size, row_number() over (order by newest.id desc) as place
         from (select m.id, m.conversation_id from message m
                where m.account_id = i.account_id and m.inbox_id = i.id and ${UNDELIVERED}
                order by m.id desc limit $2::int + 1) newest) run
     join conversation c on c.account_id = i.account_id and c.id = run.conversation_id and c.lifecycle = 'live'
    where i.account_id = $1 and run.place <= $2
    group by 1, 2`,
);

/**
 * Saves that a locked message is dismissed, or no longer, with a line in its timeline.
 */
export async function saveDismissal(
  tx: Tx,
  before: MessageRow,
  dismissed: Dismissal | null,
): Promise<MessageRow> {
  const after = await updateMessage(tx, before, { dismissed });
  const { id: messageId, conversationId, attempt } = after;
  const line = {
    messageId,
    conversationId,
    attempt,
    signal: dismissed ? "dismissed" : "undismissed",
    result: "applied",
    sourceId: null,
    error: dismissed?.reason ?? null,
    actor: tx.caller.actor,
    at: tx.now,
    receivedAt: tx.now,
  } as const;
  saveTicks(tx, { saves: [], receipts: [line] });
  recordMessageEvent(tx, "message.updated", after, {
    changes: { dismissed: { from: before.dismissed ?? null, to: dismissed } },
  });
  return after;
}
