import { Refusal } from "@/server/contract/_shared/refusal";
import type { ChannelFlags, SenderList } from "@/server/dialects/wukongim/domain/channel";
import { LISTED_MAX } from "@/server/dialects/wukongim/domain/limits";
import {
  type ChannelRef,
  clearListed,
  countListed,
  deleteChannelSettings,
  deleteListed,
  putChannelFlags,
} from "@/server/dialects/wukongim/store/channels";
import { insertListed } from "@/server/dialects/wukongim/store/rights";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";

export type ChangeChannel = { channel: ChannelRef; flags: Partial<ChannelFlags> };

/** Saves the given flags of a WuKongIM channel. No event: only its API reads them. */
export async function setChannelFlags(tx: Tx, { channel, flags }: ChangeChannel): Promise<void> {
  await requireInbox(tx, channel);
  await putChannelFlags(tx, channel, flags);
}

/** Forgets the flags and lists of a WuKongIM channel. */
export async function dropChannelSettings(tx: Tx, { channel }: { channel: ChannelRef }): Promise<void> {
  await requireInbox(tx, channel);
  await deleteChannelSettings(tx, channel);
}

export type ChangeListed = {
  channel: ChannelRef;
  list: SenderList;
  /** Empties the list first. */
  isReset?: boolean;
  add?: readonly string[];
  remove?: readonly string[];
};

/** Changes who may not write to a WuKongIM channel, or who alone may. */
export async function changeListed(
  tx: Tx,
  { channel, list, isReset = false, add = [], remove = [] }: ChangeListed,
): Promise<void> {
  await requireInbox(tx, channel);
  if (isReset) await clearListed(tx, channel, list);
  if (remove.length > 0) await deleteListed(tx, channel, { list, uids: remove });
  if (add.length === 0) return;
  await insertListed(tx, channel, { list, uids: add });
  if ((await countListed(tx, channel, list)) > LISTED_MAX)
    throw new Refusal("input.invalid", {
      field: "uids",
      detail: `the list has more than ${LISTED_MAX} users`,
    });
}

async function requireInbox(tx: Tx, { inboxId }: ChannelRef): Promise<void> {
  if (!(await shareInbox(tx, inboxId))) throw new Refusal("inbox.not_found");
}
