import type { Attachment, MessageDto } from "@/server/contract/_shared/dto";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import type { QueuedCommandDto } from "@/server/contract/message/command-message";
import { renderSystemContent } from "@/server/contract/message/render-system-content";
import { agentUid, SYSTEM_UID } from "@/server/dialects/wukongim/domain/channel";
import { MADE_MARK } from "@/server/dialects/wukongim/domain/made-payload";
import type { Payload } from "@/server/dialects/wukongim/queries/payloads";
import type { Notice } from "@/server/domain/message/system-message";
import { fileUrls, type Rendering } from "@/server/files/file-url";

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

/** The system message of each notice of Tickline's own in the types of WuKongIM's clients. */
const NOTICE_TYPES: Readonly<Record<Notice, number>> = {
  "group.created": 1001,
  "member.joined": 1002,
  "member.removed": 1003,
  "member.left": 1011,
  "conversation.assigned": 1200,
  "conversation.resolved": 1201,
  "conversation.reopened": 1202,
};
const TIP = 2000;
const REVOKED = 1006;

/** Who reads a made payload: where its addresses lead, and in which language. */
export type PayloadReader = { rendering: Rendering; locale: string };

/** What a made payload is made from. */
type Unwritten = Pick<MessageDto, "kind" | "content" | "deletedAt" | "attachments" | "system">;

/** JSON of messages that Postgres has written, with the payloads that no client gave. */
export const withMadePayloads = (text: string, reader: () => PayloadReader): string =>
  text.includes(MADE_MARK) ? fillIn(text.split(MADE_MARK), reader()) : text;

/** Every other part is the JSON of what a payload is made from. */
const fillIn = (parts: readonly string[], reader: PayloadReader): string =>
  parts.map((part, i) => (i % 2 === 0 ? part : base64(madePayload(JSON.parse(part), reader)))).join("");

/**
 * The payload of a message that no WuKongIM client wrote, from its text and files. A message has one payload, and clients show
 * either the text of type 1 or a file: text with files is type 1 with their addresses, and the files beside it.
 */
export function madePayload(message: Unwritten, { rendering, locale }: PayloadReader): object {
  const { content, attachments = [], system, deletedAt } = message;
  if (deletedAt !== null) return { type: REVOKED, content: "" };
  if (message.kind === "system") {
    const type = system?.notice ? NOTICE_TYPES[system.notice] : TIP;
    return { type, content: system ? renderSystemContent(system, locale) : content, extra: [] };
  }
  const [file] = attachments;
  if (file && attachments.length === 1 && content === "") return filePayload(file, rendering);
  const lines = attachments.map((one) => `${one.name}: ${urlOf(one, rendering)}`);
  const text = { type: 1, content: [...(content === "" ? [] : [content]), ...lines].join("\n") };
  return attachments.length === 0
    ? text
    : { ...text, attachments: attachments.map((one) => filePayload(one, rendering)) };
}

const urlOf = (file: Attachment, rendering: Rendering): string => fileUrls(file, rendering).url ?? "";

function filePayload(file: Attachment, rendering: Rendering): object {
  const { contentType, name, bytes: size, durationMs } = file;
  const url = urlOf(file, rendering);
  const seconds = Math.ceil((durationMs ?? 0) / 1000);
  const area = { width: file.width ?? 0, height: file.height ?? 0 };
  if (contentType.startsWith("image/")) return { type: 2, url, ...area, size, name };
  if (contentType.startsWith("audio/")) return { type: 4, url, timeTrad: seconds, size, name };
  if (contentType.startsWith("video/")) return { type: 5, url, ...area, second: seconds, size, name };
  return { type: 8, url, name, size };
}
