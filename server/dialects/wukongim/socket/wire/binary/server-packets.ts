import { createHash } from "node:crypto";
import type { Received } from "@/server/dialects/wukongim/socket/wire/codec";
import type { ConnectResult, SendResult } from "@/server/dialects/wukongim/socket/wire/requests";
import { byte, int64, text, uint32 } from "./bytes";
import { EXPIRY_VERSION, NODE_VERSION, SETTING, type SubPacket } from "./client-packets";
import type { Keys } from "./keys";
import { encodePacket, PACKET } from "./packet";

const packet = (type: number, fields: Buffer[], flags = 0): Buffer =>
  encodePacket({ type, flags, body: Buffer.concat(fields) });

/** The answer to a connection. */
export function connack(
  { timeDiff, reasonCode, serverKey, salt, nodeId }: Omit<ConnectResult, "serverVersion">,
  version: number,
): Buffer {
  const hasNode = version >= NODE_VERSION;
  const fields = [int64(BigInt(Math.trunc(timeDiff))), byte(reasonCode), text(serverKey), text(salt)];
  return hasNode
    ? packet(PACKET.connack, [byte(version), ...fields, int64(BigInt(nodeId))], 1)
    : packet(PACKET.connack, fields);
}

/** The answer to a message. */
export const sendack = (clientSeq: number, { messageId, messageSeq, reasonCode }: SendResult): Buffer =>
  packet(PACKET.sendack, [int64(idOf(messageId)), uint32(clientSeq), uint32(messageSeq), byte(reasonCode)]);

/** A message, encrypted for one connection. A stream's number is not kept: it is sent as a message of its own. */
export function recv(message: Received, { version, keys }: { version: number; keys: Keys }): Buffer {
  const { messageSeq, clientMsgNo, timestamp, fromUid, channelId, channelType, topic } = message;
  const id = idOf(message.messageId);
  const payload = keys.encrypt(message.payload);
  const signed = `${id}${messageSeq}${clientMsgNo}${timestamp}${fromUid}${channelId}${channelType}`;
  const kept = message.setting & (SETTING.receipt | SETTING.signal);
  return packet(
    PACKET.recv,
    [
      byte(topic === undefined ? kept : kept | SETTING.topic),
      text(keys.sumOf(Buffer.concat([Buffer.from(signed), payload]))),
      text(fromUid),
      text(channelId),
      byte(channelType),
      ...(version >= EXPIRY_VERSION ? [uint32(message.expire)] : []),
      text(clientMsgNo),
      int64(id),
      uint32(messageSeq),
      uint32(timestamp),
      ...(topic === undefined ? [] : [text(topic)]),
      payload,
    ],
    flagsOf(message.header),
  );
}

const flagsOf = ({ noPersist, redDot, syncOnce, dup }: Received["header"]): number =>
  (noPersist ? 1 : 0) | (redDot ? 2 : 0) | (syncOnce ? 4 : 0) | (dup ? 8 : 0);

/** Messages have numbers; what only passes may have a text instead, which is hashed. */
const idOf = (messageId: string): bigint =>
  /^[0-9]{1,18}$/.test(messageId)
    ? BigInt(messageId)
    : createHash("sha256").update(messageId).digest().readBigUInt64BE() >> 1n;

/** The answer to a subscription. */
export const suback = ({ subNo, channelId, channelType, action }: SubPacket, reasonCode: number): Buffer =>
  packet(PACKET.suback, [text(subNo), text(channelId), byte(channelType), byte(action), byte(reasonCode)]);

/** Why the server ends the connection. */
export const disconnect = (reasonCode: number, reason: string): Buffer =>
  packet(PACKET.disconnect, [byte(reasonCode), text(reason)]);

/** The answer to a ping. */
export const PONG: Buffer = packet(PACKET.pong, []);
