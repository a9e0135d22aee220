import type { Channel } from "@/server/domain/inbox/channel";
import type { Db } from "@/server/store/_postgres/db";

/** What sends the messages of a conversation, and to whom it is linked. */
export type SendingInbox = { channel: Channel; settings: unknown; contactInboxId: number };

/** The inbox of a conversation, or null. Indexes: conversation_pkey, inbox_pkey. */
export async function findSendingInbox(
  db: Db,
  accountId: number,
  conversationId: number,
): Promise<SendingInbox | null> {
  const [found] = await db.query<SendingInbox>(
    `select i.channel, i.channel_settings as settings, c.contact_inbox_id as "contactInboxId"
       from conversation c join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
      where c.account_id = $1 and c.id = $2`,
    [accountId, conversationId],
  );
  return found ?? null;
}

/** The addresses of an account's inboxes of these channels. */
export async function listMailAddresses(
  db: Db,
  accountId: number,
  channels: readonly Channel[],
): Promise<string[]> {
  const rows = await db.query<{ address: string }>(
    `select channel_settings ->> 'address' as address from inbox
      where account_id = $1 and channel = any($2::text[]) and channel_settings ->> 'address' is not null order by id`,
    [accountId, channels],
  );
  return rows.map(({ address }) => address);
}
