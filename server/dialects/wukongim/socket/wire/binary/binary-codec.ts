/** WuKongIM's binary protocol, versions 1 to 5, on one connection. */
import type { Codec, Notice, Reply, Request, Unreadable } from "@/server/dialects/wukongim/socket/wire/codec";
import {
  FRAME_BYTES_MAX,
  PARAMS,
  RPC,
  type RpcError,
  type SendResult,
  SOCKET_REASONS,
} from "@/server/dialects/wukongim/socket/wire/requests";
import {
  type ConnectPacket,
  readConnect,
  readRecvack,
  readSend,
  readSub,
  SETTING,
  type SendPacket,
  signedSend,
} from "./client-packets";
import { agreeKeys, type Keys } from "./keys";
import { createPacketSplitter, PACKET, type Packet } from "./packet";
import { connack, disconnect, PONG, recv, sendack, suback } from "./server-packets";

/** Who is not connected may send one packet, and no long one. */
const CONNECT_BYTES_MAX = 4 * 1024;

/** What is agreed on when a client has connected. */
type Link = { version: number; keys: Keys };

const UNREADABLE: Unreadable = { answer: null, isFatal: true };

/** Whether a connection whose first frame this is speaks the binary protocol: a JSON text begins with `{`. */
export const isBinary = (first: Buffer): boolean =>
  first[0] !== undefined && first[0] >> 4 === PACKET.connect;

/**
 * Its clients do not connect again after a refused connection or after a `DISCONNECT`: both are sent only to those that may
 * not connect, and to those that another device has replaced.
 */
export function createBinaryCodec(): Codec {
  let link: Link | null = null;
  let isConnecting = false;
  const split = createPacketSplitter(() => (link ? FRAME_BYTES_MAX : CONNECT_BYTES_MAX));

  /** What a client sends before the answer to its connection is encrypted for its last one: it sends it again. */
  function readPacket(packet: Packet): (Request | Unreadable)[] {
    if (packet.type !== PACKET.connect) return link ? [readRequest(packet, link)] : [];
    if (isConnecting) return [UNREADABLE];
    isConnecting = true;
    return [readConnection(packet, (agreed) => (link = agreed))];
  }

  return {
    repeatsUnanswered: true,
    read(data) {
      const { packets, isBroken } = split(data);
      return [...packets.flatMap(readPacket), ...(isBroken ? [UNREADABLE] : [])];
    },
    notice: ({ kind, message }: Notice) => (kind === "message" && link ? recv(message, link) : null),
    disconnect: (reasonCode, reason) => (isFinal(reasonCode) ? disconnect(reasonCode, reason) : null),
  };
}

const isFinal = (reasonCode: number): boolean =>
  reasonCode === SOCKET_REASONS.authFail || reasonCode === SOCKET_REASONS.kicked;

function readConnection({ body }: Packet, connected: (link: Link) => void): Request | Unreadable {
  const packet = readConnect(body);
  if (!packet) return UNREADABLE;
  const { version } = packet;
  const refused = (reasonCode: number) =>
    connack({ timeDiff: 0, reasonCode, serverKey: "", salt: "", nodeId: 0 }, version);
  const agreement = agreeKeys(packet.clientKey);
  if (!agreement) return { answer: refused(SOCKET_REASONS.clientKey), isFatal: true };
  const params = PARAMS.connect.safeParse({ ...packet, deviceId: keptDeviceId(packet) });
  if (!params.success) return { answer: refused(SOCKET_REASONS.authFail), isFatal: true };
  const { keys, serverKey, salt } = agreement;
  return {
    method: "connect",
    params: params.data,
    reply: {
      result(result) {
        connected({ version, keys });
        return connack({ ...result, serverKey, salt }, version);
      },
      error: ({ code }) => (isFinal(code) ? refused(code) : null),
    },
  };
}

/** The JavaScript SDK makes up an id for each connection: it names no device. */
const keptDeviceId = ({ deviceId }: ConnectPacket): string | null =>
  /^[0-9a-f]{32}W$/.test(deviceId) ? null : deviceId;

function readRequest(packet: Packet, link: Link): Request | Unreadable {
  const { type, body } = packet;
  if (type === PACKET.send) return readMessage(packet, link);
  if (type === PACKET.recvack) return readAcknowledgement(body);
  if (type === PACKET.ping) return { method: "ping", reply: { result: () => PONG, error: () => null } };
  if (type === PACKET.sub) return readSubscription(body);
  return type === PACKET.disconnect ? { method: "disconnect", reply: UNANSWERED } : UNREADABLE;
}

/** The bits of a setting that are kept. */
const SETTING_BITS = SETTING.receipt | SETTING.signal | SETTING.topic | SETTING.stream;

const UNANSWERED: Reply<object> = { result: () => null, error: () => null };

function readMessage({ flags, body }: Packet, { version, keys }: Link): Request | Unreadable {
  const packet = readSend(body, version);
  if (!packet) return UNREADABLE;
  const reply = replyTo(packet);
  const refused = (reasonCode: number) => ({ answer: refusal(packet, reasonCode), isFatal: false });
  if (!keys.isSumOf(packet.messageKey, signedSend(packet))) return refused(SOCKET_REASONS.messageKey);
  const payload = keys.decrypt(packet.payload);
  if (!payload) return refused(SOCKET_REASONS.payload);
  const params = PARAMS.send.safeParse({
    ...packet,
    ...{ header: headerOf(flags), setting: undefined, payload: payload.toString("base64") },
  });
  if (!params.success) return refused(SOCKET_REASONS.payload);
  return { method: "send", params: { ...params.data, setting: packet.setting & SETTING_BITS }, reply };
}

const headerOf = (flags: number) => ({
  noPersist: (flags & 1) !== 0,
  redDot: (flags & 2) !== 0,
  syncOnce: (flags & 4) !== 0,
  dup: (flags & 8) !== 0,
});

const replyTo = (packet: SendPacket): Reply<SendResult> => ({
  result: (result) => sendack(packet.clientSeq, result),
  error: (error) => refusalFor(packet, error),
});

const refusal = ({ clientSeq }: SendPacket, reasonCode: number): Buffer =>
  sendack(clientSeq, { messageId: "0", messageSeq: 0, reasonCode });

/** What the server cannot do now is not answered: the client sends it again. */
function refusalFor(packet: SendPacket, { code }: RpcError): Buffer | null {
  if (code === RPC.internal) return null;
  return refusal(packet, code > 0 ? code : SOCKET_REASONS.payload);
}

function readAcknowledgement(body: Buffer): Request | Unreadable {
  const packet = readRecvack(body);
  if (!packet) return UNREADABLE;
  const params = { messageId: String(packet.messageId), messageSeq: null };
  return { method: "recvack", params, reply: UNANSWERED };
}

function readSubscription(body: Buffer): Request | Unreadable {
  const packet = readSub(body);
  const params = PARAMS.subscribe.safeParse(packet);
  if (!packet || !params.success) return UNREADABLE;
  return {
    method: "subscribe",
    params: params.data,
    reply: {
      result: ({ reasonCode }) => suback(packet, reasonCode),
      error: ({ code }) => (code === RPC.internal ? null : suback(packet, SOCKET_REASONS.system)),
    },
  };
}
