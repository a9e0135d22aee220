import { readBytes } from "./bytes";

/** The newest version of the protocol that the server speaks. */
export const VERSION_MAX = 5;
/** From this version on, messages carry when they expire. */
export const EXPIRY_VERSION = 3;
/** From this version on, the answer to a connection carries the server's version and its node. */
export const NODE_VERSION = 4;

/** Bits of a message's setting. */
export const SETTING = { receipt: 0x80, signal: 0x20, topic: 0x08, stream: 0x02 } as const;
/** Where version 2 of the JavaScript SDK has the bit of streams. */
const OLD_STREAM = 0x04;

export type ConnectPacket = {
  version: number;
  deviceFlag: number;
  deviceId: string;
  uid: string;
  token: string;
  clientTimestamp: number;
  /** The client's public key, in base64. */
  clientKey: string;
};

/** Null, here and below: the body is none of this type. */
export function readConnect(body: Buffer): ConnectPacket | null {
  const bytes = readBytes(body);
  const packet = {
    version: Math.min(bytes.byte(), VERSION_MAX),
    deviceFlag: bytes.byte(),
    deviceId: bytes.text(),
    uid: bytes.text(),
    token: bytes.text(),
    clientTimestamp: Number(bytes.int64()),
    clientKey: bytes.text(),
  };
  return bytes.isBroken() || packet.version === 0 ? null : packet;
}

export type SendPacket = {
  setting: number;
  clientSeq: number;
  clientMsgNo: string;
  channelId: string;
  channelType: number;
  expire: number;
  messageKey: string;
  topic: string;
  /** Encrypted. */
  payload: Buffer;
};

export function readSend(body: Buffer, version: number): SendPacket | null {
  const bytes = readBytes(body);
  const setting = bytes.byte();
  const clientSeq = bytes.uint32();
  const clientMsgNo = bytes.text();
  if (hasStream(setting, version)) bytes.text();
  const channelId = bytes.text();
  const channelType = bytes.byte();
  const expire = version >= EXPIRY_VERSION ? bytes.uint32() : 0;
  const messageKey = bytes.text();
  const topic = setting & SETTING.topic ? bytes.text() : "";
  const payload = bytes.rest();
  if (bytes.isBroken()) return null;
  return { setting, clientSeq, clientMsgNo, channelId, channelType, expire, messageKey, topic, payload };
}

/** Whether the number of a stream follows. */
const hasStream = (setting: number, version: number): boolean =>
  version >= 2 && (setting & (version === 2 ? SETTING.stream | OLD_STREAM : SETTING.stream)) !== 0;

/** The fields that the sum of a message covers. */
export const signedSend = (packet: SendPacket): Buffer =>
  Buffer.concat([
    Buffer.from(`${packet.clientSeq}${packet.clientMsgNo}${packet.channelId}${packet.channelType}`),
    packet.payload,
  ]);

export type RecvackPacket = { messageId: bigint; messageSeq: number };

export function readRecvack(body: Buffer): RecvackPacket | null {
  const bytes = readBytes(body);
  const packet = { messageId: bytes.int64(), messageSeq: bytes.uint32() };
  return bytes.isBroken() ? null : packet;
}

export type SubPacket = { subNo: string; channelId: string; channelType: number; action: number };

export function readSub(body: Buffer): SubPacket | null {
  const bytes = readBytes(body);
  bytes.byte(); // the setting
  const packet = {
    subNo: bytes.text(),
    channelId: bytes.text(),
    channelType: bytes.byte(),
    action: bytes.byte(),
  };
  bytes.text(); // a parameter
  return bytes.isBroken() ? null : packet;
}
