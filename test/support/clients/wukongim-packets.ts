/** The client's half of WuKongIM's binary protocol, as its public SDKs write and read packets. */
import { createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import { byte, int64, readBytes, text, uint32 } from "@/server/dialects/wukongim/socket/wire/binary/bytes";
import type {
  ConnectPacket,
  RecvackPacket,
  SendPacket,
  SubPacket,
} from "@/server/dialects/wukongim/socket/wire/binary/client-packets";
import { type Keys, keysOf } from "@/server/dialects/wukongim/socket/wire/binary/keys";
import { encodePacket, PACKET, type Packet } from "@/server/dialects/wukongim/socket/wire/binary/packet";

const packet = (type: number, fields: Buffer[], flags = 0): Buffer =>
  encodePacket({ type, flags, body: Buffer.concat(fields) });

/** A client's half of the agreement on keys. */
export function createClientKeys(): { clientKey: string; keysWith(serverKey: string, salt: string): Keys } {
  const { privateKey, publicKey } = generateKeyPairSync("x25519");
  const { x = "" } = publicKey.export({ format: "jwk" });
  return {
    clientKey: Buffer.from(x, "base64url").toString("base64"),
    keysWith(serverKey, salt) {
      const jwk = { kty: "OKP", crv: "X25519", x: Buffer.from(serverKey, "base64").toString("base64url") };
      const other = createPublicKey({ key: jwk, format: "jwk" });
      return keysOf(diffieHellman({ privateKey, publicKey: other }), salt);
    },
  };
}

export const encodeConnect = (of: ConnectPacket): Buffer =>
  packet(PACKET.connect, [
    ...[byte(of.version), byte(of.deviceFlag), text(of.deviceId), text(of.uid), text(of.token)],
    ...[int64(BigInt(of.clientTimestamp)), text(of.clientKey)],
  ]);

export const encodeSend = (of: SendPacket, version: number, flags = 0): Buffer =>
  packet(
    PACKET.send,
    [
      ...[byte(of.setting), uint32(of.clientSeq), text(of.clientMsgNo)],
      ...(version >= 2 && of.setting & 0x02 ? [text("a stream")] : []),
      ...[text(of.channelId), byte(of.channelType)],
      ...(version >= 3 ? [uint32(of.expire)] : []),
      text(of.messageKey),
      ...(of.setting & 0x08 ? [text(of.topic)] : []),
      of.payload,
    ],
    flags,
  );

export const encodeRecvack = ({ messageId, messageSeq }: RecvackPacket): Buffer =>
  packet(PACKET.recvack, [int64(messageId), uint32(messageSeq)]);

export const encodeSub = ({ subNo, channelId, channelType, action }: SubPacket): Buffer =>
  packet(PACKET.sub, [byte(0), text(subNo), text(channelId), byte(channelType), byte(action), text("")]);

export const PING: Buffer = packet(PACKET.ping, []);

export function readConnack({ flags, body }: Packet, version: number) {
  const bytes = readBytes(body);
  return {
    serverVersion: flags & 1 ? bytes.byte() : null,
    timeDiff: Number(bytes.int64()),
    reasonCode: bytes.byte(),
    serverKey: bytes.text(),
    salt: bytes.text(),
    nodeId: version >= 4 ? bytes.int64() : null,
  };
}

export function readSendack({ body }: Packet) {
  const bytes = readBytes(body);
  return {
    messageId: String(bytes.int64()),
    clientSeq: bytes.uint32(),
    messageSeq: bytes.uint32(),
    reasonCode: bytes.byte(),
  };
}

/** A message, decrypted. Throws when its sum is not that of its content. */
export function readRecv({ flags, body }: Packet, { version, keys }: { version: number; keys: Keys }) {
  const bytes = readBytes(body);
  const setting = bytes.byte();
  const messageKey = bytes.text();
  const [fromUid, channelId, channelType] = [bytes.text(), bytes.text(), bytes.byte()];
  const expire = version >= 3 ? bytes.uint32() : 0;
  const clientMsgNo = bytes.text();
  const [messageId, messageSeq, timestamp] = [bytes.int64(), bytes.uint32(), bytes.uint32()];
  const topic = setting & 0x08 ? bytes.text() : undefined;
  const payload = bytes.rest();
  if (bytes.isBroken()) throw new Error("the message is cut off");
  const signed = `${messageId}${messageSeq}${clientMsgNo}${timestamp}${fromUid}${channelId}${channelType}`;
  if (!keys.isSumOf(messageKey, Buffer.concat([Buffer.from(signed), payload])))
    throw new Error("the sum is not that of the message");
  return {
    header: {
      noPersist: (flags & 1) !== 0,
      redDot: (flags & 2) !== 0,
      syncOnce: (flags & 4) !== 0,
      dup: (flags & 8) !== 0,
    },
    ...{ setting, fromUid, channelId, channelType, expire, clientMsgNo, messageSeq, timestamp, topic },
    messageId: String(messageId),
    payload: keys.decrypt(payload) ?? Buffer.alloc(0),
  };
}

export function readSuback({ body }: Packet) {
  const bytes = readBytes(body);
  return {
    subNo: bytes.text(),
    channelId: bytes.text(),
    channelType: bytes.byte(),
    action: bytes.byte(),
    reasonCode: bytes.byte(),
  };
}

export function readDisconnect({ body }: Packet) {
  const bytes = readBytes(body);
  return { reasonCode: bytes.byte(), reason: bytes.text() };
}
