/** Sends and receives messages over WebSockets as EasyJSSDK does, from a separate process. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { answerQuestions } from "@/bench/lib/child";
import { deviceTokenOf, readerOf, writerOf } from "./data";

export type SocketQuestion = {
  port: number;
  /** A writer and a reader in each of so many groups. */
  pairs: number;
  /** Messages of each writer. */
  messages: number;
  /** Makes the numbers of a round's messages its own. */
  round: number;
};

export type SocketAnswer = {
  messages: number;
  /** Messages with a result, and messages that their reader got. */
  sent: number;
  received: number;
  seconds: number;
};

/** Messages of one writer that wait for their result. */
const IN_FLIGHT = 8;
const PAYLOAD = { type: 1, content: "Your parcel is on its way and arrives tomorrow before noon." };
const WITHIN_MS = 60_000;

type Frame = {
  id?: string;
  method?: string;
  result?: { reasonCode: number };
  params?: { header: object; messageId: string; messageSeq: number; clientMsgNo: string };
};

answerQuestions(async ({ port, pairs, messages, round }: SocketQuestion): Promise<SocketAnswer> => {
  const url = `ws://127.0.0.1:${port}/wukongim/ws?inbox=bench`;
  const groups = Array.from({ length: pairs }, (_, i) => i + 1);
  const opened = await Promise.all(
    groups.map(async (group) => ({
      group,
      writer: await connectAs(url, writerOf(group)),
      reader: await connectAs(url, readerOf(group)),
    })),
  );
  const began = performance.now();
  const counts = await Promise.all(
    opened.map(async ({ group, writer, reader }) => {
      const mark = `s${round}-${group}-`;
      const received = countReceived(reader, { mark, messages });
      const sent = await sendAll(writer, { group, mark, messages });
      return { sent, received: await received };
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const { writer, reader } of opened) for (const socket of [writer, reader]) socket.terminate();
  const sum = (of: "sent" | "received") => counts.reduce((all, one) => all + one[of], 0);
  return { messages: pairs * messages, sent: sum("sent"), received: sum("received"), seconds };
});

/** A new device: it begins with the present. */
async function connectAs(url: string, uid: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, "open");
  const params = { uid, token: deviceTokenOf(uid), deviceFlag: 2, deviceId: randomUUID() };
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: "connect", method: "connect", params }));
  const [bytes] = await once(socket, "message");
  const answer = JSON.parse(String(bytes)) as Frame; // of a server of ours
  if (answer.result?.reasonCode !== 1) throw new Error(`${uid} is not connected: ${String(bytes)}`);
  return socket;
}

type Letters = { group: number; mark: string; messages: number };

/** Sends the messages, some at a time; returns how many have a result. */
function sendAll(socket: WebSocket, { group, mark, messages }: Letters): Promise<number> {
  return within(socket, (done) => {
    let [next, ended, sent] = [0, 0, 0];
    const send = () => {
      const params = {
        clientMsgNo: `${mark}${next}`,
        channelId: `g${group}`,
        channelType: 2,
        header: { redDot: true },
        payload: PAYLOAD,
      };
      socket.send(JSON.stringify({ jsonrpc: "2.0", id: String(next++), method: "send", params }));
    };
    const onFrame = (frame: Frame) => {
      if (frame.id === undefined) return;
      ended += 1;
      if (frame.result?.reasonCode === 1) sent += 1;
      if (next < messages) send();
      if (ended === messages) done(sent);
    };
    while (next < Math.min(IN_FLIGHT, messages)) send();
    return { onFrame, soFar: () => sent };
  });
}

/** Acknowledges what a reader gets; returns how many of the messages came. */
function countReceived(
  socket: WebSocket,
  { mark, messages }: Pick<Letters, "mark" | "messages">,
): Promise<number> {
  return within(socket, (done) => {
    const received = new Set<string>();
    const onFrame = ({ method, params }: Frame) => {
      if (method !== "recv" || !params) return;
      const { header, messageId, messageSeq } = params;
      socket.send(JSON.stringify({ method: "recvack", params: { header, messageId, messageSeq } }));
      if (params.clientMsgNo.startsWith(mark)) received.add(messageId);
      if (received.size === messages) done(received.size);
    };
    return { onFrame, soFar: () => received.size };
  });
}

type Counting = { onFrame: (frame: Frame) => void; soFar: () => number };

/** Listens until it is done, the connection ends, or too much time has passed. */
function within(socket: WebSocket, begin: (done: (count: number) => void) => Counting): Promise<number> {
  return new Promise((resolve) => {
    const end = () => resolve(counting.soFar());
    const timer = setTimeout(end, WITHIN_MS);
    const onMessage = (bytes: WebSocket.RawData) => counting.onFrame(JSON.parse(String(bytes)) as Frame);
    const counting = begin((count) => {
      clearTimeout(timer);
      socket.off("message", onMessage);
      socket.off("close", end);
      resolve(count);
    });
    socket.on("message", onMessage);
    socket.on("close", end);
  });
}
