import type { Actor, Cause } from "@/server/contract/_shared/dto";
import type { AutoRetrySettings } from "@/server/domain/send/auto-retry";
import { type Db, one } from "@/server/store/_postgres/db";
import { pick, rowsById } from "@/server/store/_rows/columns";
import { lockRows } from "@/server/store/_rows/lock-row";
import type { Tx } from "@/server/store/events/tx";
import { INBOX_COLUMNS, type InboxRow } from "./inboxes";

const channels = rowsById("inbox", pick(INBOX_COLUMNS, "id", "channel"));
const names = rowsById("inbox", pick(INBOX_COLUMNS, "name"));

/** The channels of these inboxes by id. A channel never changes. */
export async function channelsOf(
  tx: Tx,
  ids: readonly number[],
): Promise<ReadonlyMap<number, InboxRow["channel"]>> {
  const rows = await channels(tx, tx.caller.accountId, ids);
  return new Map(rows.map(({ id, channel }) => [id, channel]));
}

/** The transport behind an inbox of the account; it never changes, so no lock. */
export const channelOf = async (tx: Tx, inboxId: number): Promise<InboxRow["channel"]> =>
  one([...(await channelsOf(tx, [inboxId])).values()]);

/** Those of these ids that are inboxes of the account. */
export const existingInboxes = async (tx: Tx, ids: readonly number[]): Promise<ReadonlySet<number>> =>
  new Set((await channelsOf(tx, ids)).keys());

export type SendingInbox = Pick<InboxRow, "channel" | "callbackUrl" | "messagesStartAs" | "retryGapSeconds"> &
  AutoRetrySettings;

const sending = rowsById<SendingInbox & Pick<InboxRow, "id">>(
  "inbox",
  pick(
    INBOX_COLUMNS,
    ...(["id", "channel", "callbackUrl", "messagesStartAs", "retryGapSeconds"] as const),
    ...(["autoRetry", "autoRetryLimit", "autoRetryHours", "autoRetryErrors"] as const),
  ),
);

/** What decides how an inbox's messages leave, by the inbox's id. */
export async function readSending(
  db: Pick<Db, "query"> & { caller: { accountId: number } },
  inboxIds: readonly number[],
): Promise<ReadonlyMap<number, SendingInbox>> {
  const rows = await sending(db, db.caller.accountId, inboxIds);
  return new Map(rows.map((row) => [row.id, row]));
}

export type ReceivingInbox = Pick<InboxRow, "channel" | "callbackUrl" | "callbackFormat" | "publicApi">;

const receiving = rowsById(
  "inbox",
  pick(INBOX_COLUMNS, "channel", "callbackUrl", "callbackFormat", "publicApi"),
);

/** What decides by what a changed message reaches the customer of an inbox of the account. */
export const readReceivingInbox = async (
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<ReceivingInbox> => one(await receiving(db, accountId, [inboxId]));

const lengths = rowsById("inbox", pick(INBOX_COLUMNS, "maxMessageChars"));

/** How long a message may be that an inbox of the account sends. */
export const readLength = async (tx: Tx, inboxId: number): Promise<Pick<InboxRow, "maxMessageChars">> =>
  one(await lengths(tx, tx.caller.accountId, [inboxId]));

/** The name of an inbox of the account, which customers may read. */
export const readInboxName = async (tx: Tx, inboxId: number): Promise<string> =>
  one(await names(tx, tx.caller.accountId, [inboxId])).name;

/** Inboxes by id, regardless of access; shared lock: no legal hold and no change of policy until commit. */
export async function shareInboxes(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, InboxRow>> {
  const rows = await lockRows(tx, "inbox", { where: { id: ids }, columns: INBOX_COLUMNS, mode: "share" });
  return new Map(rows.map((row) => [row.id, row]));
}

/** The inboxes on legal hold; shared lock: none gets a hold while something in it is deleted. */
export async function listInboxesOnHold(tx: Tx): Promise<number[]> {
  const columns = pick(INBOX_COLUMNS, "id", "legalHold");
  const rows = await lockRows(tx, "inbox", { where: {}, columns, mode: "share" });
  return rows.filter(({ legalHold }) => legalHold).map(({ id }) => id);
}

/** The name of an inbox of the account, or null. */
export const findInboxName = async (tx: Tx, inboxId: number): Promise<string | null> =>
  (await names(tx, tx.caller.accountId, [inboxId]))[0]?.name ?? null;

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
