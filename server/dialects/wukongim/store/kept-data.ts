import type { DialectData } from "@/server/store/deletions/dialect-data";
import type { Tx } from "@/server/store/events/tx";
import { DEVICE_DAYS, deleteConnectedDevices, moveConnectedDevices } from "./connected-devices";

/** What this dialect keeps of contacts, groups and conversations. */
export const keptData: DialectData = {
  ofConversations: ["wukongim_payload", "wukongim_place", "device_position"],
  /** Indexes: wukongim_payload_expiry, connected_device_age (of a position: its device's). */
  expiring: {
    wukongim_payload: "expires_at <= $1",
    device_position: `(account_id, device_id) in (select account_id, id from connected_device
      where connected_at <= $1::timestamptz - make_interval(days => ${DEVICE_DAYS}))`,
    connected_device: `connected_at <= $1::timestamptz - make_interval(days => ${DEVICE_DAYS})`,
  },
  async eraseContact(tx, contactId) {
    await deleteUsersOf(tx, contactId);
    await deleteConnectedDevices(tx, contactId);
  },
  moveContact: moveConnectedDevices,
  forgetGroups,
};

/** Deletes the flags and lists of the channels that these contacts are. Indexes: contact_inbox_contact, wukongim_channel_pkey. */
async function forgetGroups(tx: Tx, contactIds: readonly number[]): Promise<void> {
  for (const table of ["wukongim_channel", "wukongim_listed"] as const)
    await tx.query(
      `delete from ${table} w using contact_inbox l, contact t
        where l.account_id = $1 and l.contact_id = any($2::bigint[])
          and t.account_id = l.account_id and t.id = l.contact_id and t.is_group
          and w.account_id = $1 and w.inbox_id = l.inbox_id
          and w.channel_type = substring(l.source_id from '^([0-9]{1,2}):')::int
          and w.channel_id = substr(l.source_id, strpos(l.source_id, ':') + 1)`,
      [tx.caller.accountId, contactIds],
    );
}

/** Deletes what WuKongIM's API keeps of a contact: devices, listings, places, and the payloads of what they wrote. */
export async function deleteUsersOf(tx: Tx, contactId: number): Promise<void> {
  const key = [tx.caller.accountId, contactId];
  for (const table of ["wukongim_device", "wukongim_listed"] as const)
    await tx.query(
      `delete from ${table} t using contact_inbox l
        where l.account_id = $1 and l.contact_id = $2
          and t.account_id = $1 and t.inbox_id = l.inbox_id and t.uid = l.source_id`,
      key,
    );
  await tx.query(
    `delete from wukongim_payload p using contact_inbox l, conversation c
      where l.account_id = $1 and l.contact_id = $2 and p.account_id = $1 and p.from_uid = l.source_id
        and c.account_id = $1 and c.id = p.conversation_id and c.inbox_id = l.inbox_id`,
    key,
  );
  await tx.query("delete from wukongim_place where account_id = $1 and contact_id = $2", key);
}
