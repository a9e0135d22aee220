import { z } from "zod";
import type { EphemeralMessageDto } from "@/server/contract/message/command-message";
import { senderUid } from "@/server/dialects/wukongim/json/message-json";
import { readUids } from "@/server/dialects/wukongim/queries/channels";
import { findDeliveryPlaces } from "@/server/dialects/wukongim/queries/delivery";
import { createFrames, type OutgoingContext, type Passing } from "./outgoing";

/** What WuKongIM's API keeps in an ephemeral message; others have none of it. */
const own = z.object({
  payload: z.base64(),
  messageId: z.string(),
  fromUid: z.string(),
  syncOnce: z.boolean(),
});

/** An ephemeral message as devices get it: without a number, and not acknowledged. Null: its conversation is gone. */
export async function passingMessage(
  message: EphemeralMessageDto,
  { database, accountId }: OutgoingContext,
): Promise<Passing | null> {
  const { conversationId, inboxId, sender, contentAttributes } = message;
  const [place] = await findDeliveryPlaces(database, accountId, [conversationId]);
  if (!place) return null;
  const given = own.safeParse(contentAttributes).data;
  const contactIds = sender.type === "contact" && sender.id !== null ? [sender.id] : [];
  const fromUid =
    given?.fromUid ?? senderUid(sender, await readUids(database, accountId, { inboxId, contactIds }));
  const clientMsgNo = message.clientId ?? message.id;
  const wire = {
    header: { no_persist: 1, red_dot: 0, sync_once: given?.syncOnce === false ? 0 : 1 },
    setting: 0,
    message_idstr: given?.messageId ?? message.id,
    client_msg_no: clientMsgNo,
    message_seq: 0,
    from_uid: fromUid,
    expire: 0,
    timestamp: Math.floor(Date.parse(message.sentAt) / 1000),
    payload: given?.payload ?? signalPayload(message),
  } as const;
  return { fromUid, clientMsgNo, frameFor: createFrames(wire, place) };
}

/** As a command message that no client of WuKongIM wrote. */
const signalPayload = ({ contentType, contentAttributes, content }: EphemeralMessageDto): string =>
  Buffer.from(JSON.stringify({ type: 99, cmd: contentType, param: contentAttributes, content })).toString(
    "base64",
  );
