/** The product's run, relay and webhooks in a separate process, on tables that the bench has filled. */
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { createRun, type Run } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createEndpoint } from "@/server/commands/webhooks/create-endpoint";
import { deleteEndpoint } from "@/server/commands/webhooks/delete-endpoint";
import { disableEndpoint } from "@/server/commands/webhooks/disable-endpoint";
import { enableEndpoint } from "@/server/commands/webhooks/enable-endpoint";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideAddressPolicy } from "@/server/lib/outbound/own-policy";
import { log } from "@/server/lib/process/log";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { startRelay } from "@/server/worker/relay/relay-loop";
import { openWebhooks, wakeWebhooks } from "@/server/worker/webhooks/open-webhooks";
import { IS_QUIET, stamp } from "./data";

export type SenderQuestion =
  | { kind: "open"; databaseUrl: string }
  /** Replaces all endpoints. */
  | { kind: "endpoints"; urls: string[]; format: EndpointFormat; concurrency: number }
  /** Adds so many events to the log while the endpoint is off; takes until all are delivered. */
  | { kind: "drain"; events: number }
  /** Sends messages at this rate; takes until all are delivered, except to endpoints that hang. */
  | { kind: "pace"; perSecond: number; seconds: number };
export type SenderAnswer = {
  seconds: number;
  /** Event ids with the instants at which they were committed, in ms since 1970. */
  committed: [string, number][];
};

const WITHIN_MS = 300_000;
/** A slow machine may not reach the rate: the answer has the duration. */
const WRITERS = 32;
const now = () => new Date();
const nowMs = () => performance.timeOrigin + performance.now();
const caller = { ...systemCaller(1), role: "administrator" as const };

type Opened = { database: Database; run: Run; endpointIds: number[] };
let opened: Opened | null = null;

function open(url: string): Opened {
  provideAddressPolicy(["127.0.0.0/8"]);
  provideWebhookFormats([freescout]);
  const database = openDatabase({ url, max: 10 });
  const relay = startRelay({
    database: openDatabase({ url, max: 2 }),
    now,
    followed: () => [],
    onStamped: wakeWebhooks,
    onError: (error) => log.warn({ err: error }, "the relay could not stamp"),
  });
  const run = createRun({ database, now, onCommitted: () => relay.wake() });
  openWebhooks({ database, run, now, log, baseUrl: "http://localhost" });
  return { database, run, endpointIds: [] };
}

/** Waits until no delivery is due. */
async function quiet({ database }: Opened): Promise<void> {
  const isQuiet = async () => (await database.query<{ quiet: boolean }>(IS_QUIET))[0]?.quiet === true;
  if (!(await waitUntil(isQuiet, { withinMs: WITHIN_MS }))) throw new Error("deliveries do not end");
}

async function replaceEndpoints(of: Opened, q: Extract<SenderQuestion, { kind: "endpoints" }>) {
  for (const endpointId of of.endpointIds) await of.run(deleteEndpoint, caller, { endpointId });
  await of.database.query("update delivery set state = 'dropped' where state = 'waiting'");
  of.endpointIds = [];
  for (const url of q.urls) {
    const given = { url, types: ["message.created"], format: q.format, concurrency: q.concurrency };
    of.endpointIds.push((await of.run(createEndpoint, caller, given)).result.endpoint.id);
  }
}

async function drain(of: Opened, events: number): Promise<SenderAnswer> {
  const { run, database, endpointIds } = of;
  for (const endpointId of endpointIds) await run(disableEndpoint, caller, { endpointId, reason: "by_hand" });
  await database.query(stamp(events));
  await database.query("analyze event");
  for (const endpointId of endpointIds) await run(enableEndpoint, caller, { endpointId });
  const began = performance.now();
  wakeWebhooks();
  await quiet(of);
  return { seconds: (performance.now() - began) / 1000, committed: [] };
}

async function pace(of: Opened, q: Extract<SenderQuestion, { kind: "pace" }>): Promise<SenderAnswer> {
  const committed: [string, number][] = [];
  const total = q.perSecond * q.seconds;
  const began = performance.now();
  let next = 0;
  const writer = async () => {
    for (let n = next++; n < total; n = next++) {
      const earlyMs = began + (n * 1000) / q.perSecond - performance.now();
      if (earlyMs > 0) await sleep(earlyMs);
      const conversation = { conversationId: 1 + ((n * 7_919) % 1_000) };
      const input = { conversation, content: "We are looking into it." };
      const { events } = await of.run(sendMessage, caller, input);
      const atMs = nowMs();
      for (const { id, type } of events) if (type === "message.created") committed.push([id, atMs]);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return { seconds: (performance.now() - began) / 1000, committed };
}

answerQuestions(async (question: SenderQuestion): Promise<SenderAnswer> => {
  const nothing = { seconds: 0, committed: [] };
  if (question.kind === "open") {
    opened = open(question.databaseUrl);
    return nothing;
  }
  if (!opened) throw new Error("not opened");
  if (question.kind === "drain") return drain(opened, question.events);
  if (question.kind === "pace") return pace(opened, question);
  await replaceEndpoints(opened, question);
  return nothing;
});
