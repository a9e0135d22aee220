/** The product's run, relay and sends in a separate process, on tables that the bench has filled. */
import { answerQuestions } from "@/bench/lib/child";
import { now, openWorker, sendAtPace, type Worker } from "@/bench/lib/worker";
import { openCallbackSender } from "@/server/channels/api/open-callback-sender";
import { createTicklineBody } from "@/server/channels/api/tickline-body";
import { waitUntil } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
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

let opened: Worker | null = null;

async function open(url: string, callbackUrl: string): Promise<Worker> {
  const worker = openWorker(url, wakeSends);
  await worker.database.query(
    "update inbox set callback_url = $1, callback_deduplicates = true where account_id = 1",
    [callbackUrl],
  );
  const body = createTicklineBody("http://localhost");
  const { sender } = openCallbackSender({ tickline: body, chatwoot: body });
  openSends({ ...worker, now, log, sender });
  return worker;
}

async function quiet({ database }: Worker): Promise<void> {
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

async function drain(of: Worker, sends: number): Promise<WorkerAnswer> {
  await of.database.query("delete from send where account_id = 1");
  await of.database.query(QUEUE, [sends]);
  const began = performance.now();
  wakeSends();
  await quiet(of);
  return { seconds: (performance.now() - began) / 1000, committed: [] };
}

async function pace(of: Worker, q: Extract<WorkerQuestion, { kind: "pace" }>): Promise<WorkerAnswer> {
  const at = new Map<number, number>();
  const seconds = await sendAtPace(of.run, { ...q, writers: WRITERS }, ({ result }, atMs) => {
    at.set(result.message.id, atMs);
  });
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
