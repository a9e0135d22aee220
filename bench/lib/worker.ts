import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createRun, type Operation, type Run } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { provideAddressPolicy } from "@/server/lib/outbound/target";
import { log } from "@/server/lib/process/log";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { startRelay } from "@/server/worker/relay/relay-loop";

export type Worker = { database: Database; run: Run };

export const now = () => new Date();
export const administrator = { ...systemCaller(1), role: "administrator" as const };

/** The product's run and relay on tables that the bench has filled. Calls to loopback are allowed. */
export function openWorker(url: string, onStamped: () => void): Worker {
  provideAddressPolicy(["127.0.0.0/8"]);
  const database = openDatabase({ url, max: 10 });
  const relay = startRelay({
    database: openDatabase({ url, max: 2 }),
    now,
    followed: () => [],
    onStamped,
    onError: (error) => log.warn({ err: error }, "the relay could not stamp"),
  });
  return { database, run: createRun({ database, now, onCommitted: () => relay.wake() }) };
}

type Pace = { perSecond: number; seconds: number; writers: number };
type Sent = Operation<Awaited<ReturnType<typeof sendMessage>>>;

/**
 * Sends messages at this rate and tells each with the instant of its commit, in ms since 1970. A slow machine may not
 * reach the rate: returns the seconds that it took.
 */
export async function sendAtPace(
  run: Run,
  { perSecond, seconds, writers }: Pace,
  onSent: (sent: Sent, atMs: number) => void,
): Promise<number> {
  const total = perSecond * seconds;
  const began = performance.now();
  let next = 0;
  const writer = async () => {
    for (let n = next++; n < total; n = next++) {
      const earlyMs = began + (n * 1000) / perSecond - performance.now();
      if (earlyMs > 0) await sleep(earlyMs);
      const conversation = { conversationId: 1 + ((n * 7_919) % 1_000) };
      const sent = await run(sendMessage, administrator, {
        conversation,
        content: "We are looking into it.",
      });
      onSent(sent, performance.timeOrigin + performance.now());
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return (performance.now() - began) / 1000;
}

/** Signs with it what the bare loops post. */
export const POST_KEY = Buffer.alloc(32, 7);

type SignedPosts = {
  /** One POST, until its answer has ended. */
  post(): Promise<void>;
  /** Posts that were not answered with 204. */
  failures(): number;
  close(): void;
};

type Options = {
  port: number;
  inFlight: number;
  bodyOf: (id: string) => string;
  moreHeaders?: (body: Buffer) => Record<string, string>;
};

/** The least work of a call: a Standard Webhooks signature over the bytes, and a POST on a kept-alive connection. */
export function openSignedPosts({ port, inFlight, bodyOf, moreHeaders }: Options): SignedPosts {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  let failures = 0;
  const post = () =>
    new Promise<void>((done) => {
      const id = randomUUID();
      const body = Buffer.from(bodyOf(id));
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac("sha256", POST_KEY)
        .update(`${id}.${timestamp}.`)
        .update(body)
        .digest("base64");
      const headers = {
        "content-type": "application/json",
        "content-length": body.length,
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
        ...moreHeaders?.(body),
      };
      const req = request({ method: "POST", host: "127.0.0.1", port, path: "/ok", headers, agent });
      req.on("error", () => {
        failures++;
        done();
      });
      req.on("response", (response) => {
        if (response.statusCode !== 204) failures++;
        response.resume().on("end", done);
      });
      req.end(body);
    });
  return { post, failures: () => failures, close: () => agent.destroy() };
}
