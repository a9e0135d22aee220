import { createHash } from "node:crypto";
import type { Command } from "@/server/commands/_run/run";
import { sendCommandMessage } from "@/server/commands/command-messages/send-command-message";
import { postSystemMessage } from "@/server/commands/messages/post-system-message";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { COMMAND_SECONDS } from "@/server/contract/message/command-message";
import { keepPayloads, type Payload } from "@/server/dialects/wukongim/commands/keep-payloads";
import type { Delivery } from "@/server/dialects/wukongim/domain/header";
import { refusedFor } from "@/server/dialects/wukongim/errors";
import { readPayload } from "@/server/dialects/wukongim/json/payload-text";
import { findByClientMsgNos } from "@/server/dialects/wukongim/queries/payloads";
import type { Letter } from "./message-params";
import { providePlace, type Reached } from "./provide-place";
import { requireWriter } from "./require-writer";
import type { Addressed, MessageRoute } from "./route-message";

export type Writing = {
  inboxId: number;
  addressed: Addressed;
  route: MessageRoute;
  letter: Letter;
  delivery: Delivery;
};

export type Written = { messageId: number; isRepeated: boolean };

/**
 * Writes a message into a channel, stored or as a command, and keeps its payload. A repetition of one that the sender has
 * written under the same `client_msg_no` is answered again; another message under it is refused.
 */
export const writeMessage: Command<Writing, Written> = async (tx, writing) => {
  const { inboxId, addressed, route } = writing;
  const reached = await providePlace(tx, { inboxId, route });
  const { conversationId, writerId } = reached;
  const known = await findRepeated(tx, writing, conversationId);
  if (known !== null) return { messageId: known, isRepeated: true };
  await requireWriter(tx, { inboxId, addressed, route, place: { conversationId, writerId } });
  const made = await append(tx, writing, reached);
  if (made.isRepeated) {
    // Another request wrote it since; it has committed, because this one holds the conversation's lock by now.
    await findRepeated(tx, writing, conversationId);
    return made;
  }
  await keepPayloads(tx, { payloads: [payloadOf(writing, { ...made, conversationId })] });
  return made;
};

/** What is kept beside the text of a message. */
export const payloadOf = (
  { letter, delivery }: Pick<Writing, "letter" | "delivery">,
  { messageId, conversationId, expiresAt }: Pick<Payload, "messageId" | "conversationId" | "expiresAt">,
): Payload => ({
  messageId,
  conversationId,
  fromUid: letter.from_uid,
  clientMsgNo: letter.client_msg_no || null,
  payload: letter.payload,
  setting: letter.setting,
  expire: letter.expire,
  topic: letter.topic || null,
  redDot: delivery.flags.redDot,
  expiresAt,
});

/**
 * The message that this request repeats: of the same sender in the conversation, with the same number, storage and payload, byte for
 * byte. Null when the number is new. Refuses a number under which the sender wrote another message.
 */
async function findRepeated(
  tx: Parameters<typeof sendMessage>[0],
  { letter, delivery }: Writing,
  conversationId: number,
): Promise<number | null> {
  const { client_msg_no: clientMsgNo, from_uid: fromUid } = letter;
  if (clientMsgNo === "") return null;
  const of = { conversationId, clientMsgNos: [clientMsgNo], fromUid };
  const [first] = await findByClientMsgNos(tx, tx.caller.accountId, of);
  if (!first) return null;
  const isCommand = first.expiresAt !== null;
  if (isCommand !== (delivery.storage === "command") || !letter.payload.equals(first.payload))
    throw refusedFor("numberTaken");
  return first.messageId;
}

/** The sender's number as the id of a conversation, in which two senders may use the same one. */
export const clientIdOf = ({ client_msg_no: number, from_uid: uid }: Letter): string | null =>
  number === ""
    ? null
    : createHash("sha256")
        .update(JSON.stringify([uid, number]))
        .digest("base64url");

type Made = Written & { expiresAt: Date | null };

async function append(
  tx: Parameters<typeof sendMessage>[0],
  { letter, delivery }: Writing,
  { conversationId, writerId }: Reached,
): Promise<Made> {
  const { text, system } = readPayload(letter.payload);
  const conversation = { conversationId };
  const clientId = clientIdOf(letter);
  const { countsUnread } = delivery;
  if (delivery.storage === "command") {
    const sent = await sendCommandMessage(tx, {
      conversation,
      content: text,
      clientId,
      ...(writerId !== null && { fromContactId: writerId }),
      expiresInSeconds: Math.min(letter.expire || COMMAND_SECONDS.default, COMMAND_SECONDS.max),
    });
    const { id: messageId, expiresAt } = sent.command;
    return { messageId, expiresAt: new Date(expiresAt), isRepeated: sent.isRepeated ?? false };
  }
  const written =
    writerId !== null
      ? await receiveMessage(tx, {
          conversation,
          fromContactId: writerId,
          content: text,
          clientId,
          countsUnread,
        })
      : system
        ? await postSystemMessage(tx, { conversation, ...system, clientId, countsUnread })
        : await sendMessage(tx, { conversation, content: text, clientId, countsUnread, hasLeft: true });
  return { messageId: written.message.id, expiresAt: null, isRepeated: written.isRepeated ?? false };
}
