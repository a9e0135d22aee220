import { startChild } from "@/bench/lib/child";
import { deviceTokenOf, readerOf, writerOf } from "./data";
import type { SocketAnswer, SocketQuestion } from "./socket-load";

/** Pairs of a writer and a reader, each in a group of their own. */
export const PAIRS = 20;

/** The product by JSON-RPC or in packets, and the bare server by JSON-RPC. */
type Side = "ours" | "ours in packets" | "bare";

type Sockets = {
  /** One round; returns messages a second, from the first `send` until every reader has every message. */
  rateOf(side: Side): Promise<number>;
  /** Messages that the product has answered. */
  sent(): number;
  stop(): Promise<void>;
};

type SocketsOptions = {
  url: string;
  token: string;
  bareDatabase: string;
  /** Messages of each writer in a round; below the frames that a client may send at once. */
  messages: number;
  faults: string[];
};

/** Users with tokens in the product, a bare server, and the process that sends and receives. */
export async function openSockets({
  url,
  token,
  bareDatabase,
  messages,
  faults,
}: SocketsOptions): Promise<Sockets> {
  for (let group = 1; group <= PAIRS; group++)
    for (const uid of [writerOf(group), readerOf(group)]) await setToken({ url, token }, uid);
  const server = startChild<{ databaseUrl: string }, { port: number }>(
    new URL("./bare-socket.ts", import.meta.url),
  );
  const load = startChild<SocketQuestion, SocketAnswer>(new URL("./socket-load.ts", import.meta.url));
  const { port } = await server.request({ databaseUrl: bareDatabase });
  const own = Number(new URL(url).port);
  const places = {
    ours: { port: own, protocol: "json" },
    "ours in packets": { port: own, protocol: "packets" },
    bare: { port, protocol: "json" },
  } as const;
  let [rounds, sent] = [0, 0];
  return {
    async rateOf(side) {
      rounds += 1;
      const done = await load.request({ ...places[side], pairs: PAIRS, messages, round: rounds });
      if (side !== "bare") sent += done.sent;
      if (done.sent !== done.messages || done.received !== done.messages)
        faults.push(
          `${side} sockets: of ${done.messages} messages ${done.sent} were sent and ${done.received} received`,
        );
      return done.messages / done.seconds;
    },
    sent: () => sent,
    stop: async () => {
      await load.stop();
      await server.stop();
    },
  };
}

async function setToken({ url, token }: { url: string; token: string }, uid: string): Promise<void> {
  const body = { uid, token: deviceTokenOf(uid), device_flag: 2, device_level: 0 };
  const answer = await fetch(`${url}/wukongim/user/token`, {
    method: "POST",
    headers: { token, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`/user/token: ${answer.status} ${await answer.text()}`);
}
