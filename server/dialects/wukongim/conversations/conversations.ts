import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { readByMember } from "@/server/commands/groups/change-members";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { setPlace } from "@/server/dialects/wukongim/commands/place";
import type { Route, WukongimContext } from "@/server/dialects/wukongim/context";
import { channelId, channelType, count, uid } from "@/server/dialects/wukongim/input/fields";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { readPlace } from "@/server/dialects/wukongim/input/read-place";
import { answerOk } from "@/server/dialects/wukongim/json/answer";
import { answerConversations, answerConversationsDirectly } from "./sync-conversations";

export const conversationRoutes: readonly Route[] = [
  ["POST", "/conversation/sync", answerConversations, answerConversationsDirectly],
  ["POST", "/conversations/clearUnread", clearUnread],
  ["POST", "/conversations/setUnread", setUnread],
  ["POST", "/conversations/delete", hide],
];

const ref = { uid, channel_id: channelId, channel_type: channelType };
const refParams = z.object(ref);
const clearParams = z.object({ ...ref, message_seq: count });
const unreadParams = z.object({ ...ref, unread: count });
type Ref = z.output<typeof refParams>;

type Place = { conversationId: number; contactId: number; lastHistoryNumber: number };

/** The place of a customer in a conversation; null = there is nothing to change. */
async function placeOf(c: WukongimContext, body: Ref): Promise<Place | null> {
  const of = { uid: body.uid, channelType: body.channel_type, channelId: body.channel_id };
  const place = await readPlace(c, of);
  return place?.contactId ? { ...place, contactId: place.contactId } : null;
}

/** The user has read up to `message_seq`, or everything. */
async function clearUnread(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, clearParams);
  const place = await placeOf(c, body);
  if (!place) return answerOk(c);
  const upTo = body.message_seq || place.lastHistoryNumber;
  await c.var.services.run(readUpTo, c.var.caller, { ...place, upTo });
  return answerOk(c);
}

const readUpTo: Command<Place & { upTo: number }, void> = async (tx, { conversationId, contactId, upTo }) => {
  const conversation = { conversationId };
  try {
    await tx.savepoint(() => readByMember(tx, { conversation, contactId, upTo }));
  } catch (error) {
    // Who has left a group has nothing unread in it.
    if (!isRefusal(error) || error.refusal !== "conversation_member.not_found") throw error;
  }
  await setPlace(tx, { conversation, contactId, unread: null });
};

/** The user's unread count is `unread`, and rises with further messages. */
async function setUnread(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, unreadParams);
  const place = await placeOf(c, body);
  if (!place) return answerOk(c);
  const { conversationId, contactId, lastHistoryNumber } = place;
  await c.var.services.run(setPlace, c.var.caller, {
    conversation: { conversationId },
    contactId,
    unread: { count: Math.min(body.unread, lastHistoryNumber), atNumber: lastHistoryNumber },
  });
  return answerOk(c);
}

/** The user's client no longer lists the conversation, until its next message. */
async function hide(c: WukongimContext): Promise<Response> {
  const place = await placeOf(c, await readBody(c, refParams));
  if (!place) return answerOk(c);
  const { conversationId, contactId, lastHistoryNumber: hiddenNumber } = place;
  await c.var.services.run(setPlace, c.var.caller, {
    conversation: { conversationId },
    contactId,
    hiddenNumber,
    unread: { count: 0, atNumber: hiddenNumber },
  });
  return answerOk(c);
}
