import type { MessageDto } from "@/server/contract/_shared/dto";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import type { QueuedCommandDto } from "@/server/contract/message/command-message";
import { agentUid, SYSTEM_UID } from "@/server/dialects/wukongim/domain/channel";
import type { WireRow } from "@/server/dialects/wukongim/queries/conversations";
import type { Payload } from "@/server/dialects/wukongim/queries/payloads";
import { madePayload, type PayloadReader } from "./made-payload";

/** A channel as the user who reads it names it. */
export type WireChannel = { channelType: number; channelId: string };

export type MessageReader = PayloadReader & {
  payloads: ReadonlyMap<number, Payload>;
  /** The users of contacts. */
  uids: ReadonlyMap<number, string>;
};

const bit = (flag: boolean): 0 | 1 => (flag ? 1 : 0);
const secondsOf = (instant: string): number => Math.floor(Date.parse(instant) / 1000);
const base64 = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64");

/** The user who wrote: the contact's, the agent's, or the account's. */
export function senderUid(sender: MessageDto["sender"], uids: ReadonlyMap<number, string>): string {
  if (sender.type === "contact" && sender.id !== null) return uids.get(sender.id) ?? String(sender.id);
  return sender.type === "user" && sender.id !== null ? agentUid(sender.id) : SYSTEM_UID;
}

/** A stored message as WuKongIM's object. */
export function messageJson(
  message: HistoryMessage,
  channel: WireChannel,
  reader: MessageReader,
): WireMessage {
  const kept = reader.payloads.get(message.id);
  const isChanged = message.editedAt !== null || message.deletedAt !== null;
  return wireMessage({
    id: message.id,
    seq: message.historyNumber,
    header: { no_persist: 0, red_dot: bit(kept?.redDot ?? message.countsUnread !== false), sync_once: 0 },
    fromUid: kept?.fromUid ?? senderUid(message.sender, reader.uids),
    clientMsgNo: kept?.clientMsgNo ?? message.clientId,
    kept,
    channel,
    seconds: secondsOf(message.createdAt),
    payload: kept && !isChanged ? kept.payload.toString("base64") : base64(madePayload(message, reader)),
  });
}

/** A stored message as its client gave it. */
export const keptJson = (
  {
    id,
    historyNumber,
    seconds,
    kept,
  }: Omit<WireRow, "conversationId"> & { kept: NonNullable<WireRow["kept"]> },
  channel: WireChannel,
): WireMessage =>
  wireMessage({
    id,
    seq: historyNumber,
    header: { no_persist: 0, red_dot: bit(kept.redDot), sync_once: 0 },
    fromUid: kept.fromUid,
    clientMsgNo: kept.clientMsgNo,
    kept,
    channel,
    seconds,
    payload: kept.payload,
  });

/** A command message as WuKongIM's object; its number is that of the reader's queue. */
export function commandJson(
  { number, command }: QueuedCommandDto,
  channel: WireChannel,
  { payloads, uids }: Pick<MessageReader, "payloads" | "uids">,
): object {
  const kept = payloads.get(command.id);
  return wireMessage({
    id: command.id,
    seq: number,
    header: { no_persist: 0, red_dot: bit(kept?.redDot ?? false), sync_once: 1 },
    fromUid: kept?.fromUid ?? senderUid(command.sender, uids),
    clientMsgNo: kept?.clientMsgNo ?? command.clientId,
    kept,
    channel,
    seconds: secondsOf(command.createdAt),
    payload: kept
      ? kept.payload.toString("base64")
      : base64({
          type: 99,
          cmd: command.contentType,
          param: command.contentAttributes,
          content: command.content,
        }),
  });
}

type Wire = {
  id: number;
  seq: number;
  header: object;
  fromUid: string;
  clientMsgNo: string | null;
  kept: Pick<Payload, "setting" | "expire" | "topic"> | undefined;
  channel: WireChannel;
  seconds: number;
  payload: string;
};

type WireMessage = ReturnType<typeof wireMessage>;

/** `message_id` is an integer without quotes, which clients in JavaScript may round: they read `message_idstr`. */
const wireMessage = ({ id, seq, header, fromUid, clientMsgNo, kept, channel, seconds, payload }: Wire) => ({
  header,
  setting: kept?.setting ?? 0,
  message_id: id,
  message_idstr: String(id),
  client_msg_no: clientMsgNo ?? `tickline-${id}`,
  message_seq: seq,
  from_uid: fromUid,
  channel_id: channel.channelId,
  channel_type: channel.channelType,
  ...(kept?.topic ? { topic: kept.topic } : {}),
  expire: kept?.expire ?? 0,
  timestamp: seconds,
  payload,
});
