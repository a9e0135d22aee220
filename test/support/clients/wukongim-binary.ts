/** A client of WuKongIM's binary protocol in any version, over TCP or a WebSocket. */
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { WebSocket } from "ws";
import type { SendPacket } from "@/server/dialects/wukongim/socket/wire/binary/client-packets";
import { signedSend } from "@/server/dialects/wukongim/socket/wire/binary/client-packets";
import type { Keys } from "@/server/dialects/wukongim/socket/wire/binary/keys";
import {
  createPacketSplitter,
  PACKET,
  type Packet,
} from "@/server/dialects/wukongim/socket/wire/binary/packet";
import { waitUntil } from "@/server/lib/async/wait-until";
import {
  createClientKeys,
  encodeConnect,
  encodeRecvack,
  encodeSend,
  readConnack,
  readRecv,
  readSendack,
} from "./wukongim-packets";

/** A connection as bytes. */
export type Line = {
  send(bytes: Buffer): void;
  onBytes(listener: (bytes: Buffer) => void): void;
  cut(): void;
  closed: Promise<unknown>;
};

/** Connects to a TCP port on this machine. */
export async function openTcpLine(port: number): Promise<Line> {
  const socket = connectTcp(port, "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => socket.destroy());
  await Promise.race([once(socket, "connect"), closed]);
  return {
    send: (bytes) => void socket.write(bytes),
    onBytes: (listener) => void socket.on("data", listener),
    cut: () => void socket.destroy(),
    closed,
  };
}

/** Connects to a WebSocket. */
export async function openSocketLine(address: string): Promise<Line> {
  const socket = new WebSocket(address);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => socket.terminate());
  await Promise.race([once(socket, "open"), closed]);
  return {
    send: (bytes) => socket.send(bytes),
    onBytes: (listener) => void socket.on("message", (data: Buffer) => listener(data)),
    cut: () => socket.terminate(),
    closed,
  };
}

export type BinaryOptions = {
  uid: string;
  token: string;
  version?: number;
  deviceId?: string;
  deviceFlag?: number;
  /** Whether messages are acknowledged; they are by default. */
  acknowledges?: boolean;
  onReceived?: (message: ReturnType<typeof readRecv>) => void;
};

/** A client that has sent its CONNECT. */
export type BinaryClient = {
  connack: ReturnType<typeof readConnack> | null;
  received: ReturnType<typeof readRecv>[];
  /** Sends a payload, and waits for its answer. */
  send(
    packet: Pick<SendPacket, "channelId" | "channelType"> & Partial<SendPacket>,
    payload: object,
  ): ReturnType<typeof sendackOf>;
  line: Line;
};

const WITHIN_MS = 20_000;
const sendackOf = async (found: () => ReturnType<typeof readSendack> | undefined) => {
  await waitUntil(() => found() !== undefined, { withinMs: WITHIN_MS });
  return found();
};

/** Connects as a user, and waits for the answer or the end. */
export async function connectBinary(line: Line, options: BinaryOptions): Promise<BinaryClient> {
  const { uid, token, version = 5, deviceId = "phone", deviceFlag = 0, acknowledges = true } = options;
  const own = createClientKeys();
  const split = createPacketSplitter(() => 1_000_000);
  const sendacks = new Map<number, ReturnType<typeof readSendack>>();
  const client: BinaryClient = { connack: null, received: [], send, line };
  let keys: Keys | null = null;
  let clientSeq = 0;
  let isClosed = false;
  void line.closed.then(() => (isClosed = true));

  function take(packet: Packet): void {
    if (packet.type === PACKET.connack) {
      const connack = readConnack(packet, version);
      if (connack.reasonCode === 1) keys = own.keysWith(connack.serverKey, connack.salt);
      client.connack = connack;
    } else if (packet.type === PACKET.sendack) {
      const answer = readSendack(packet);
      sendacks.set(answer.clientSeq, answer);
    } else if (packet.type === PACKET.recv && keys) {
      const message = readRecv(packet, { version, keys });
      client.received.push(message);
      options.onReceived?.(message);
      const { messageId, messageSeq } = message;
      if (acknowledges) line.send(encodeRecvack({ messageId: BigInt(messageId), messageSeq }));
    }
  }

  async function send(more: Partial<SendPacket>, payload: object) {
    if (!keys) throw new Error("not connected");
    const seq = ++clientSeq;
    const packet: SendPacket = {
      ...{
        setting: 0,
        clientSeq: seq,
        clientMsgNo: `${uid} ${seq} ${Date.now()}`,
        channelId: "",
        channelType: 2,
      },
      ...{
        expire: 0,
        topic: "",
        messageKey: "",
        payload: keys.encrypt(Buffer.from(JSON.stringify(payload))),
      },
      ...more,
    };
    line.send(encodeSend({ ...packet, messageKey: keys.sumOf(signedSend(packet)) }, version, 0b0010));
    return sendackOf(() => sendacks.get(seq));
  }

  line.onBytes((bytes) => split(bytes).packets.forEach(take));
  line.send(
    encodeConnect({
      ...{ version, deviceFlag, deviceId, uid, token },
      clientTimestamp: Date.now(),
      clientKey: own.clientKey,
    }),
  );
  await waitUntil(() => client.connack !== null || isClosed, { withinMs: WITHIN_MS });
  return client;
}
