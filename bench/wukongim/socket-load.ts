/** Sends and receives messages over WebSockets as WuKongIM's SDKs do, from a separate process. */
import { answerQuestions } from "@/bench/lib/child";
import { readerOf, writerOf } from "./data";
import { connectPeer, type Peer, type Protocol } from "./socket-peers";

export type SocketQuestion = {
  port: number;
  protocol: Protocol;
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
const WITHIN_MS = 60_000;

answerQuestions(async ({ port, protocol, pairs, messages, round }: SocketQuestion): Promise<SocketAnswer> => {
  const url = `ws://127.0.0.1:${port}/wukongim/ws?inbox=bench`;
  const groups = Array.from({ length: pairs }, (_, i) => i + 1);
  const opened = await Promise.all(
    groups.map(async (group) => ({
      group,
      writer: await connectPeer(protocol, url, writerOf(group)),
      reader: await connectPeer(protocol, url, readerOf(group)),
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
  for (const { writer, reader } of opened) for (const peer of [writer, reader]) peer.cut();
  const sum = (of: "sent" | "received") => counts.reduce((all, one) => all + one[of], 0);
  return { messages: pairs * messages, sent: sum("sent"), received: sum("received"), seconds };
});

type Letters = { group: number; mark: string; messages: number };

/** Sends the messages, some at a time; returns how many have a result. */
function sendAll(peer: Peer, { group, mark, messages }: Letters): Promise<number> {
  return within(peer, (done) => {
    let [next, ended, sent] = [0, 0, 0];
    const send = () => peer.send(`g${group}`, `${mark}${next++}`);
    peer.onAnswered = (isStored) => {
      ended += 1;
      if (isStored) sent += 1;
      if (next < messages) send();
      if (ended === messages) done(sent);
    };
    while (next < Math.min(IN_FLIGHT, messages)) send();
    return () => sent;
  });
}

/** Returns how many of the messages a reader got. */
function countReceived(peer: Peer, { mark, messages }: Pick<Letters, "mark" | "messages">): Promise<number> {
  return within(peer, (done) => {
    const received = new Set<string>();
    peer.onReceived = (clientMsgNo) => {
      if (clientMsgNo.startsWith(mark)) received.add(clientMsgNo);
      if (received.size === messages) done(received.size);
    };
    return () => received.size;
  });
}

/** Waits until it is done, the connection ends, or too much time has passed. `begin` returns what counts so far. */
function within(peer: Peer, begin: (done: (count: number) => void) => () => number): Promise<number> {
  return new Promise((resolve) => {
    const end = () => resolve(soFar());
    const timer = setTimeout(end, WITHIN_MS);
    void peer.closed.then(end);
    const soFar = begin((count) => {
      clearTimeout(timer);
      resolve(count);
    });
  });
}
