import type { AutoRetrySettings } from "@/server/domain/message/auto-retry";
import { type Db, one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "./inboxes";

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
export const readChangeHearing = async (db: Db, accountId: number, inboxId: number): Promise<HearingInbox> =>
  one(
    await db.query<HearingInbox>(
      `select channel, callback_url as "callbackUrl", callback_format as "callbackFormat", public_api as "publicApi"
         from inbox where account_id = $1 and id = $2`,
      [accountId, inboxId],
    ),
  );

export type HearingInbox = Pick<InboxRow, "channel" | "callbackUrl" | "callbackFormat" | "publicApi">;

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
