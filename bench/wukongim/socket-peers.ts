/** Clients of both protocols over a WebSocket. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { connectBinary, openSocketLine } from "@/test/support/clients/wukongim-binary";
import { deviceTokenOf } from "./data";

export type Protocol = "json" | "packets";

/** A connected client; it acknowledges what it gets. */
export type Peer = {
  send(channelId: string, clientMsgNo: string): void;
  onAnswered: (isStored: boolean) => void;
  onReceived: (clientMsgNo: string) => void;
  cut(): void;
  closed: Promise<unknown>;
};

const PAYLOAD = { type: 1, content: "Your parcel is on its way and arrives tomorrow before noon." };
const DEVICE_FLAG = 2;

/** Connects a new device: it begins with the present. */
export const connectPeer = (protocol: Protocol, url: string, uid: string): Promise<Peer> =>
  protocol === "json" ? connectJson(url, uid) : connectPackets(url, uid);

type Frame = {
  id?: string;
  method?: string;
  result?: { reasonCode: number };
  params?: { header: object; messageId: string; messageSeq: number; clientMsgNo: string };
};

async function connectJson(url: string, uid: string): Promise<Peer> {
  const socket = new WebSocket(url);
  await once(socket, "open");
  const params = { uid, token: deviceTokenOf(uid), deviceFlag: DEVICE_FLAG, deviceId: randomUUID() };
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: "connect", method: "connect", params }));
  const [bytes] = await once(socket, "message");
  const answer = JSON.parse(String(bytes)) as Frame; // of a server of ours
  if (answer.result?.reasonCode !== 1) throw new Error(`${uid} is not connected: ${String(bytes)}`);
  const peer: Peer = {
    ...silent(),
    send(channelId, clientMsgNo) {
      const message = { clientMsgNo, channelId, channelType: 2, header: { redDot: true }, payload: PAYLOAD };
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: clientMsgNo, method: "send", params: message }));
    },
    cut: () => socket.terminate(),
    closed: once(socket, "close"),
  };
  socket.on("message", (data) => {
    const { id, method, result, params: message } = JSON.parse(String(data)) as Frame; // of a server of ours
    if (id !== undefined) return peer.onAnswered(result?.reasonCode === 1);
    if (method !== "recv" || !message) return;
    const { header, messageId, messageSeq, clientMsgNo } = message;
    socket.send(JSON.stringify({ method: "recvack", params: { header, messageId, messageSeq } }));
    peer.onReceived(clientMsgNo);
  });
  return peer;
}

async function connectPackets(url: string, uid: string): Promise<Peer> {
  const line = await openSocketLine(url);
  const client = await connectBinary(line, {
    ...{ uid, token: deviceTokenOf(uid), deviceFlag: DEVICE_FLAG, deviceId: randomUUID() },
    onAnswered: ({ reasonCode }) => peer.onAnswered(reasonCode === 1),
    onReceived: ({ clientMsgNo }) => peer.onReceived(clientMsgNo),
  });
  const peer: Peer = {
    ...silent(),
    send: (channelId, clientMsgNo) => void client.post({ channelId, channelType: 2, clientMsgNo }, PAYLOAD),
    cut: line.cut,
    closed: line.closed,
  };
  if (client.connack?.reasonCode !== 1) throw new Error(`${uid} is not connected`);
  return peer;
}

const silent = () => ({ onAnswered: () => {}, onReceived: () => {} });
