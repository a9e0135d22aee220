import { type Reason, whyNotWritten } from "@/server/dialects/wukongim/domain/may-write";
import { refusedFor } from "@/server/dialects/wukongim/errors";
import { isMemberOf, readWriterRights, type WriterRights } from "@/server/dialects/wukongim/queries/channels";
import type { Reached } from "./provide-place";
import type { Addressed, MessageRoute } from "./route-message";

type Db = Parameters<typeof isMemberOf>[0] & { caller: { accountId: number } };

type Writing = { inboxId: number; addressed: Addressed; route: MessageRoute; place: Reached };

/** Refuses a customer who may not write to a channel, with WuKongIM's reason. */
export async function requireWriter(db: Db, { inboxId, addressed, route, place }: Writing): Promise<void> {
  const { conversationId, writerId } = place;
  if (route.writer === null || writerId === null) return;
  const { accountId } = db.caller;
  const { channelType, channelId } = addressed;
  const uid = route.writer;
  const [[rights], isMember] = await Promise.all([
    readWriterRights(db, accountId, { inboxId, writers: [{ channelType, channelId, uid }] }),
    route.customers === null ? isMemberOf(db, accountId, { conversationId, contactId: writerId }) : true,
  ]);
  const reason = rights && whyRefused(channelType, rights, isMember);
  if (reason) throw refusedFor(reason);
}

/** WuKongIM's reason why a customer may not write to a channel of this type, or null. */
export const whyRefused = (
  type: number,
  { flags, hasAllowList, ...listed }: WriterRights,
  isMember: boolean,
): Reason | null => whyNotWritten({ type, flags, hasAllowList }, { ...listed, isSystem: false, isMember });
