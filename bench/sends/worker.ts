/** The product's run, relay and sends in a separate process, on tables that the bench has filled. */
import { setTimeout as sleep } from "node:timers/promises";
import { answerQuestions } from "@/bench/lib/child";
import { openCallbackSender } from "@/server/channels/api/open-callback-sender";
import { createTicklineBody } from "@/server/channels/api/tickline-body";
import { createRun, type Run } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideAddressPolicy } from "@/server/lib/outbound/own-policy";
import { log } from "@/server/lib/process/log";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { startRelay } from "@/server/worker/relay/relay-loop";
import { openSends, wakeSends } from "@/server/worker/sends/open-sends";

export type WorkerQuestion =
  | { kind: "open"; databaseUrl: string; callbackUrl: string }
  /** Queues so many messages; takes until all are sent. */
  | { kind: "drain"; sends: number }
  /** Writes messages at this rate. */
  | { kind: "pace"; perSecond: number; seconds: number };
export type WorkerAnswer = {
  seconds: number;
  /** `sendId`s with the instants at which their messages were committed, in ms since 1970. */
  committed: [string, number][];
};

const WITHIN_MS = 300_000;
const WRITERS = 16;
const now = () => new Date();
const caller = { ...systemCaller(1), role: "administrator" as const };

type Opened = { database: Database; run: Run };
let opened: Opened | null = null;

async function open(url: string, callbackUrl: string): Promise<Opened> {
  provideAddressPolicy(["127.0.0.0/8"]);
  const database = openDatabase({ url, max: 10 });
  await database.query(
    "update inbox set callback_url = $1, callback_deduplicates = true where account_id = 1",
    [callbackUrl],
  );
  const relay = startRelay({
    database: openDatabase({ url, max: 2 }),
    now,
    followed: () => [],
    onStamped: wakeSends,
    onError: (error) => log.warn({ err: error }, "the relay could not stamp"),
  });
  const run = createRun({ database, now, onCommitted: () => relay.wake() });
  const body = createTicklineBody("http://localhost");
  const { sender } = openCallbackSender({ tickline: body, chatwoot: body });
  openSends({ database, run, now, log, sender });
  return { database, run };
}

async function quiet({ database }: Opened): Promise<void> {
  const isQuiet = async () => {
    const [row] = await database.query<{ quiet: boolean }>(
      "select not exists (select 1 from send where settled_at is null) as quiet",
    );
    return row?.quiet === true;
  };
  if (!(await waitUntil(isQuiet, { withinMs: WITHIN_MS }))) throw new Error("sends do not end");
}

/** All sends become due in one statement. */
const QUEUE = `
  with queued as (
    update message set status = 'pending', external_error = null, left_at = null, is_left_assumed = false, attempt = 1
     where account_id = 1 and id in (
       select id from message where account_id = 1 and direction = 'out' order by id limit $1)
    returning id, inbox_id, conversation_id
  ), attempts as (
    insert into message_attempt (account_id, message_id, number, inbox_id, started_at)
    select 1, id, 1, inbox_id, now() from queued on conflict do nothing
  )
  insert into send (account_id, key, inbox_id, conversation_id, message_id, attempt, due_at, blocks_until, created_at)
  select 1, gen_random_uuid(), inbox_id, conversation_id, id, 1, now(), now() + interval '10 minutes', now() from queued
   order by id`;

async function drain(of: Opened, sends: number): Promise<WorkerAnswer> {
  await of.database.query("delete from send where account_id = 1");
  await of.database.query(QUEUE, [sends]);
  const began = performance.now();
  wakeSends();
  await quiet(of);
  return { seconds: (performance.now() - began) / 1000, committed: [] };
}

async function pace(of: Opened, q: Extract<WorkerQuestion, { kind: "pace" }>): Promise<WorkerAnswer> {
  const at = new Map<number, number>();
  const total = q.perSecond * q.seconds;
  const began = performance.now();
  let next = 0;
  const writer = async () => {
    for (let n = next++; n < total; n = next++) {
      const earlyMs = began + (n * 1000) / q.perSecond - performance.now();
      if (earlyMs > 0) await sleep(earlyMs);
      const conversation = { conversationId: 1 + ((n * 7_919) % 1_000) };
      const { result } = await of.run(sendMessage, caller, {
        conversation,
        content: "We are looking into it.",
      });
      at.set(result.message.id, performance.timeOrigin + performance.now());
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  const seconds = (performance.now() - began) / 1000;
  await quiet(of);
  const rows = await of.database.query<{ key: string; messageId: number }>(
    `select key, message_id as "messageId" from send where account_id = 1 and message_id = any($1::bigint[])`,
    [[...at.keys()]],
  );
  return { seconds, committed: rows.map(({ key, messageId }) => [key, at.get(messageId) ?? 0]) };
}

answerQuestions(async (question: WorkerQuestion): Promise<WorkerAnswer> => {
  if (question.kind === "open") {
    opened = await open(question.databaseUrl, question.callbackUrl);
    return { seconds: 0, committed: [] };
  }
  if (!opened) throw new Error("not opened");
  return question.kind === "drain" ? drain(opened, question.sends) : pace(opened, question);
});
