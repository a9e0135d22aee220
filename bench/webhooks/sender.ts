/** The product's run, relay and webhooks in a separate process, on tables that the bench has filled. */
import { answerQuestions } from "@/bench/lib/child";
import { administrator, now, openWorker, sendAtPace, type Worker } from "@/bench/lib/worker";
import {
  createEndpoint,
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
} from "@/server/commands/webhooks/endpoints";
import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { waitUntil } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { openWebhooks, wakeWebhooks } from "@/server/worker/webhooks/open-webhooks";
import { IS_QUIET, stamp } from "./events";

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
const WRITERS = 32;

type Opened = Worker & { endpointIds: number[] };
let opened: Opened | null = null;

function open(url: string): Opened {
  provideWebhookFormats([freescout]);
  const worker = openWorker(url, wakeWebhooks);
  openWebhooks({ ...worker, now, log, baseUrl: "http://localhost" });
  return { ...worker, endpointIds: [] };
}

/** Waits until no delivery is due. */
async function quiet({ database }: Opened): Promise<void> {
  const isQuiet = async () => (await database.query<{ quiet: boolean }>(IS_QUIET))[0]?.quiet === true;
  if (!(await waitUntil(isQuiet, { withinMs: WITHIN_MS }))) throw new Error("deliveries do not end");
}

async function replaceEndpoints(of: Opened, q: Extract<SenderQuestion, { kind: "endpoints" }>) {
  for (const endpointId of of.endpointIds) await of.run(deleteEndpoint, administrator, { endpointId });
  await of.database.query("update delivery set state = 'dropped' where state = 'waiting'");
  of.endpointIds = [];
  for (const url of q.urls) {
    const given = { url, types: ["message.created"], format: q.format, concurrency: q.concurrency };
    of.endpointIds.push((await of.run(createEndpoint, administrator, given)).result.endpoint.id);
  }
}

async function drain(of: Opened, events: number): Promise<SenderAnswer> {
  const { run, database, endpointIds } = of;
  for (const endpointId of endpointIds)
    await run(disableEndpoint, administrator, { endpointId, reason: "by_hand" });
  await database.query(stamp(events));
  await database.query("analyze event");
  for (const endpointId of endpointIds) await run(enableEndpoint, administrator, { endpointId });
  const began = performance.now();
  wakeWebhooks();
  await quiet(of);
  return { seconds: (performance.now() - began) / 1000, committed: [] };
}

async function pace(of: Opened, q: Extract<SenderQuestion, { kind: "pace" }>): Promise<SenderAnswer> {
  const committed: [string, number][] = [];
  const seconds = await sendAtPace(of.run, { ...q, writers: WRITERS }, ({ events }, atMs) => {
    for (const { id, type } of events) if (type === "message.created") committed.push([id, atMs]);
  });
  return { seconds, committed };
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
