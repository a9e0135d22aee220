import type { Actor, Cause } from "@/server/contract/_shared/dto";
import type { AutoRetrySettings } from "@/server/domain/send/auto-retry";
import { type Db, one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { INBOX, type InboxRow } from "./inboxes";

/** The channels of these inboxes by id. A channel never changes. */
export async function channelsOf(
  tx: Tx,
  ids: readonly number[],
): Promise<ReadonlyMap<number, InboxRow["channel"]>> {
  const rows = await tx.query<Pick<InboxRow, "id" | "channel">>(
    "select id, channel from inbox where account_id = $1 and id = any($2::bigint[])",
    [tx.caller.accountId, ids],
  );
  return new Map(rows.map(({ id, channel }) => [id, channel]));
}

/** The transport behind an inbox of the account; it never changes, so no lock. */
export const channelOf = async (tx: Tx, inboxId: number): Promise<InboxRow["channel"]> =>
  one([...(await channelsOf(tx, [inboxId])).values()]);

/** Those of these ids that are inboxes of the account. */
export async function existingInboxes(tx: Tx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ id: number }>(
    "select id from inbox where account_id = $1 and id = any($2::bigint[])",
    [tx.caller.accountId, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** What decides how an inbox's messages leave, by the inbox's id. */
export async function readSending(
  { query, caller }: Pick<Db, "query"> & { caller: { accountId: number } },
  inboxIds: readonly number[],
): Promise<ReadonlyMap<number, SendingInbox>> {
  const rows = await query<SendingInbox & { id: number }>(
    `select id, callback_url as "callbackUrl", messages_start_as as "messagesStartAs",
            retry_gap_seconds as "retryGapSeconds", auto_retry as "autoRetry", auto_retry_limit as "autoRetryLimit",
            auto_retry_hours as "autoRetryHours", auto_retry_errors as "autoRetryErrors"
       from inbox where account_id = $1 and id = any($2::bigint[])`,
    [caller.accountId, inboxIds],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export type SendingInbox = Pick<InboxRow, "callbackUrl" | "messagesStartAs" | "retryGapSeconds"> &
  AutoRetrySettings;

/** What decides by what a changed message reaches the customer of an inbox of the account. */
export const readReceivingInbox = async (
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<ReceivingInbox> =>
  one(
    await db.query<ReceivingInbox>(
      `select channel, callback_url as "callbackUrl", callback_format as "callbackFormat", public_api as "publicApi"
         from inbox where account_id = $1 and id = $2`,
      [accountId, inboxId],
    ),
  );

export type ReceivingInbox = Pick<InboxRow, "channel" | "callbackUrl" | "callbackFormat" | "publicApi">;

/** How long a message may be that an inbox of the account sends. */
export const readLength = async (tx: Tx, inboxId: number): Promise<Pick<InboxRow, "maxMessageChars">> =>
  one(
    await tx.query<Pick<InboxRow, "maxMessageChars">>(
      'select max_message_chars as "maxMessageChars" from inbox where account_id = $1 and id = $2',
      [tx.caller.accountId, inboxId],
    ),
  );

/** The name of an inbox of the account, which customers may read. */
export const readInboxName = async (tx: Tx, inboxId: number): Promise<string> =>
  one(
    await tx.query<{ name: string }>("select name from inbox where account_id = $1 and id = $2", [
      tx.caller.accountId,
      inboxId,
    ]),
  ).name;

/** Inboxes by id, regardless of access; shared lock: no legal hold and no change of policy until commit. */
export async function shareInboxes(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, InboxRow>> {
  const rows = await tx.query<InboxRow>(
    `select ${INBOX} from inbox where account_id = $1 and id = any($2::bigint[]) order by id for share`,
    [tx.caller.accountId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The inboxes on legal hold; shared lock: none gets a hold while something in it is deleted. */
export async function listInboxesOnHold(tx: Tx): Promise<number[]> {
  const rows = await tx.query<{ id: number; isOnHold: boolean }>(
    `select id, legal_hold as "isOnHold" from inbox where account_id = $1 order by id for share`,
    [tx.caller.accountId],
  );
  return rows.filter(({ isOnHold }) => isOnHold).map(({ id }) => id);
}

/** Whether any agent may see an inbox, and whether any program may call the account's API. */
export async function readStaffing(
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<{ hasAgent: boolean; hasToken: boolean }> {
  return one(
    await db.query<{ hasAgent: boolean; hasToken: boolean }>(
      `select exists (select 1 from inbox_member where account_id = $1 and inbox_id = $2) as "hasAgent",
              exists (select 1 from api_token where account_id = $1 and revoked_at is null) as "hasToken"`,
      [accountId, inboxId],
    ),
  );
}
/** The name of an inbox of the account, or null. */
export async function findInboxName(tx: Tx, inboxId: number): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>("select name from inbox where account_id = $1 and id = $2", [
    tx.caller.accountId,
    inboxId,
  ]);
  return row?.name ?? null;
}

/** The newest rows of the account to examine, of each table, whatever its size. */
const EXAMINED_MAX = 10_000;
/** The most lines. */
const LINES_MAX = 100;

type ProgramStatus = {
  actor: Actor;
  of: "conversation" | "message";
  /** A conversation's status, or a receipt's signal. */
  status: string;
  /** Why a conversation got it; null of messages. */
  rule: Cause["rule"] | null;
  count: number;
  lastAt: Date;
};

type Window = { accountId: number; inboxId: number; since: Date };

/** API tokens and bots. Members and customers are no programs. */
const BY_PROGRAM = "r.actor->>'type' in ('token', 'bot')";

/**
 * Which programs set which statuses in an inbox since an instant, the most frequent first: the
 * conversations' statuses, and the receipts of messages that had an effect. `from`: as far back as
 * was examined.
 */
export async function listProgramStatuses(
  db: Db,
  { accountId, inboxId, since }: Window,
): Promise<{ from: Date; statuses: ProgramStatus[] }> {
  const statuses = await db.query<ProgramStatus>(
    `with moved as (
       select conversation_id, actor, to_status as status, cause->>'rule' as rule, at from transition
        where account_id = $1 order by id desc limit ${EXAMINED_MAX}),
     reported as (
       select conversation_id, actor, signal as status, null as rule, received_at as at from message_receipt
        where account_id = $1 and received_at >= $3 and result = 'applied' order by id desc limit ${EXAMINED_MAX}),
     r as (select 'conversation' as kind, * from moved union all select 'message', * from reported)
     select jsonb_build_object('type', r.actor->>'type', 'id', r.actor->'id', 'name', max(r.actor->>'name')) as actor,
            r.kind as "of", r.status, r.rule, count(*) as "count", max(r.at) as "lastAt"
       from r join conversation c on c.account_id = $1 and c.id = r.conversation_id
      where c.inbox_id = $2 and r.at >= $3 and ${BY_PROGRAM}
      group by r.actor->>'type', r.actor->'id', r.kind, r.status, r.rule
      order by count(*) desc, r.kind, r.status limit ${LINES_MAX}`,
    [accountId, inboxId, since],
  );
  const { from } = one(
    await db.query<{ from: Date }>(
      `select greatest($2::timestamptz,
                (select at from transition where account_id = $1 order by id desc offset ${EXAMINED_MAX} limit 1),
                (select received_at from message_receipt where account_id = $1 and received_at >= $2
                  order by id desc offset ${EXAMINED_MAX} limit 1)) as "from"`,
      [accountId, since],
    ),
  );
  return { from, statuses };
}
