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
  onReceived?: (message: Message) => void;
  onAnswered?: (answer: Sendack) => void;
};

type Message = ReturnType<typeof readRecv>;
type Sendack = ReturnType<typeof readSendack>;
type Addressed = Pick<SendPacket, "channelId" | "channelType"> & Partial<SendPacket>;

/** A client that has sent its CONNECT. It acknowledges every message. */
export type BinaryClient = {
  /** Null: the connection has ended without an answer. */
  connack: ReturnType<typeof readConnack> | null;
  received: Message[];
  /** Sends a payload; returns the number that its answer has. */
  post(addressed: Addressed, payload: object): number;
  /** Sends a payload, and waits for its answer. */
  send(addressed: Addressed, payload: object): Promise<Sendack | undefined>;
  line: Line;
};

const WITHIN_MS = 60_000;

/** Connects as a user, and waits for the answer or the end. */
export async function connectBinary(line: Line, options: BinaryOptions): Promise<BinaryClient> {
  const { uid, token, version = 5, deviceId = "phone", deviceFlag = 0, onReceived, onAnswered } = options;
  const own = createClientKeys();
  const split = createPacketSplitter(() => 1_000_000);
  const answers = new Map<number, Sendack>();
  const client: BinaryClient = { connack: null, received: [], post, send, line };
  let keys: Keys | null = null;
  let lastSeq = 0;
  let isClosed = false;
  void line.closed.then(() => (isClosed = true));

  function read(packet: Packet): void {
    if (packet.type === PACKET.connack) {
      const connack = readConnack(packet, version);
      if (connack.reasonCode === 1) keys = own.keysWith(connack.serverKey, connack.salt);
      client.connack = connack;
    } else if (packet.type === PACKET.sendack) {
      const answer = readSendack(packet);
      answers.set(answer.clientSeq, answer);
      onAnswered?.(answer);
    } else if (packet.type === PACKET.recv && keys) {
      const message = readRecv(packet, { version, keys });
      client.received.push(message);
      onReceived?.(message);
      const { messageId, messageSeq } = message;
      line.send(encodeRecvack({ messageId: BigInt(messageId), messageSeq }));
    }
  }

  function post(addressed: Addressed, payload: object): number {
    if (!keys) throw new Error("not connected");
    const clientSeq = ++lastSeq;
    const packet = {
      ...{ setting: 0, clientSeq, clientMsgNo: `${uid} ${clientSeq} ${Date.now()}`, expire: 0, topic: "" },
      ...{ messageKey: "", payload: keys.encrypt(Buffer.from(JSON.stringify(payload))), ...addressed },
    };
    line.send(encodeSend({ ...packet, messageKey: keys.sumOf(signedSend(packet)) }, version, RED_DOT));
    return clientSeq;
  }

  async function send(addressed: Addressed, payload: object): Promise<Sendack | undefined> {
    const clientSeq = post(addressed, payload);
    await waitUntil(() => answers.has(clientSeq), { withinMs: WITHIN_MS });
    return answers.get(clientSeq);
  }

  line.onBytes((bytes) => split(bytes).packets.forEach(read));
  const { clientKey } = own;
  line.send(
    encodeConnect({ version, deviceFlag, deviceId, uid, token, clientTimestamp: Date.now(), clientKey }),
  );
  await waitUntil(() => client.connack !== null || isClosed, { withinMs: WITHIN_MS });
  return client;
}

/** The flag of a message that counts as unread. */
const RED_DOT = 0b0010;
