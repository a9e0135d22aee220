import type { JsonObject } from "@/server/contract/_shared/primitives";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import type { Channel } from "@/server/domain/inbox/channel";
import type { Db } from "@/server/store/_postgres/db";
import { INBOX, type InboxRow } from "./inboxes";
import { openChannelSecrets } from "./secrets";

/** An inbox whose connection a process holds. `stored`: its settings as they are stored, which differs after each change. */
export type HeldInbox = { accountId: number; inbox: InboxRow; settings: JsonObject; stored: string };

type Holder = { heldBy: string; channel: Channel; now: Date; seconds: number };

/**
 * Takes the connections of a channel's inboxes of all accounts that no process holds, and holds those that `heldBy` has for
 * `seconds` more. Only inboxes whose settings have `setting`. Bookkeeping: makes no event.
 * @returns all that `heldBy` holds. Indexes: inbox_channel_health_pkey, inbox_pkey.
 */
export async function holdConnections(
  db: Db,
  { heldBy, channel, setting, now, seconds }: Holder & { setting: string },
): Promise<HeldInbox[]> {
  const rows = await db.query<
    InboxRow & { accountId: number; channelSecrets: string | null; channelText: string }
  >(
    `with held as (
       insert into inbox_channel_health as h (account_id, inbox_id, state, since, held_by, held_until)
       select account_id, id, 'connecting', $4::timestamptz, $1::uuid, $4::timestamptz + make_interval(secs => $5)
         from inbox where channel = $2 and channel_settings ? $3
       on conflict (account_id, inbox_id) do update set held_by = excluded.held_by, held_until = excluded.held_until
        where h.held_by = $1::uuid or h.held_until is null or h.held_until < $4::timestamptz
       returning account_id, inbox_id)
     select account_id as "accountId", ${INBOX}, channel_secrets as "channelSecrets",
            channel_settings::text as "channelText"
       from inbox where (account_id, id) in (select account_id, inbox_id from held)`,
    [heldBy, channel, setting, now, seconds],
  );
  return rows.map(({ accountId, channelSecrets, channelText, ...inbox }) => ({
    accountId,
    inbox,
    settings: withSecrets(inbox.settings, openChannelSecrets(channelSecrets, inbox.id)),
    stored: `${channelText} ${channelSecrets ?? ""}`,
  }));
}

/** Lets other processes take the connections that `heldBy` holds. Bookkeeping: makes no event. */
export const releaseConnections = (db: Db, heldBy: string): Promise<unknown> =>
  db.query("update inbox_channel_health set held_by = null, held_until = null where held_by = $1", [heldBy]);
