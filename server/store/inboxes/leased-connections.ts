import type { JsonObject } from "@/server/contract/_shared/primitives";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import type { Channel } from "@/server/domain/inbox/channel";
import type { Db } from "@/server/store/_postgres/db";
import { INBOX, type InboxRow } from "./inboxes";
import { openChannelSecrets } from "./secrets";

/** An inbox whose connection a process holds. `stored`: differs after each change of its settings, and each request to connect again. */
export type LeasedInbox = {
  accountId: number;
  inbox: InboxRow;
  settings: JsonObject;
  stored: string;
  leasedBy: string;
};

/** Inboxes of a channel whose settings have `setting`. */
type Connecting = { channel: Channel; setting: string };

/** Whether any account has an inbox with a connection, whoever holds it. Reads all inboxes, which are few. */
export async function existConnections(db: Db, { channel, setting }: Connecting): Promise<boolean> {
  const rows = await db.query("select from inbox where channel = $1 and channel_settings ? $2 limit 1", [
    channel,
    setting,
  ]);
  return rows.length > 0;
}

type Lease = Connecting & { leasedBy: string; now: Date; seconds: number };

/**
 * Takes the connections of a channel's inboxes of all accounts that no process holds, and holds those that `leasedBy` has for
 * `seconds` more. Only inboxes whose settings have `setting`. Bookkeeping: makes no event.
 * @returns all that `leasedBy` holds. Indexes: inbox_channel_health_pkey, inbox_pkey.
 */
export async function leaseConnections(
  db: Db,
  { leasedBy, channel, setting, now, seconds }: Lease,
): Promise<LeasedInbox[]> {
  const rows = await db.query<
    InboxRow & {
      accountId: number;
      channelSecrets: string | null;
      channelText: string;
      reconnectAt: Date | null;
    }
  >(
    `with leased as (
       insert into inbox_channel_health as h (account_id, inbox_id, state, since, leased_by, leased_until)
       select account_id, id, 'connecting', $4::timestamptz, $1::uuid, $4::timestamptz + make_interval(secs => $5)
         from inbox where channel = $2 and channel_settings ? $3
       on conflict (account_id, inbox_id) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
        where h.leased_by = $1::uuid or h.leased_until is null or h.leased_until < $4::timestamptz
       returning account_id, inbox_id, reconnect_at)
     select account_id as "accountId", ${INBOX}, channel_secrets as "channelSecrets",
            channel_settings::text as "channelText", (select reconnect_at from leased l
              where l.account_id = inbox.account_id and l.inbox_id = inbox.id) as "reconnectAt"
       from inbox where (account_id, id) in (select account_id, inbox_id from leased)`,
    [leasedBy, channel, setting, now, seconds],
  );
  return rows.map(({ accountId, channelSecrets, channelText, reconnectAt, ...inbox }) => ({
    accountId,
    inbox,
    leasedBy,
    settings: withSecrets(inbox.settings, openChannelSecrets(channelSecrets, inbox.id)),
    stored: `${channelText} ${channelSecrets ?? ""} ${reconnectAt?.getTime() ?? ""}`,
  }));
}

/** Lets other processes take the connections that `leasedBy` holds. Bookkeeping: makes no event. */
export const releaseConnections = (db: Db, leasedBy: string): Promise<unknown> =>
  db.query("update inbox_channel_health set leased_by = null, leased_until = null where leased_by = $1", [
    leasedBy,
  ]);
