import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom, type Random } from "@/server/setup/demo/random";
import type { Database } from "@/server/store/_postgres/db";
import { groupBy } from "@/test/long/kills/verify/tables";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { formOf } from "@/test/support/scenes/files";
import { type Client, createClient } from "./client";
import { startProduct, type Victim } from "./product";

export type SendDrill = {
  kills: number;
  /** Killed in turn. */
  victims: readonly Victim[];
  /** `callbackDeduplicates` of the inboxes. */
  deduplicates: boolean;
  seed: number;
};

const INBOXES = 4;
const WRITERS = 6;
/** The time in which the program behind an inbox answers. */
const ANSWER_MS = { min: 2, max: 60 };
/** Acknowledged replies between two kills. */
const WORK = { min: 25, max: 50 };
const FILE_BYTES = { min: 1, max: 96 * 1024 };
/** More than a lease: sends that a killed worker had claimed are due again. */
const WITHIN = { withinMs: 150_000, everyMs: 100 };

type File = { name: string; bytes: Buffer };
/** An acknowledged reply and the files that it was sent with. */
type Written = { id: number; clientId: string; files: readonly File[] };
type Load = { written: Written[]; attempted: Set<string>; stop(): Promise<void> };

/**
 * Kills processes with -9 while agents' replies with files are written and sent to the programs behind the inboxes. Every
 * acknowledged reply must then be there once, with the bytes of its files. A program that ignores repetitions must have each reply, and
 * none may be unconfirmed; any other must have none twice, and be called for all that is not unconfirmed.
 * @returns figures, to print.
 */
export async function killWhileSending({ kills, victims, deduplicates, seed }: SendDrill) {
  const random = createRandom(seed);
  const product = await startProduct();
  const client = createClient(product);
  const program = await openProgram(createRandom(seed + 1));
  const conversations = await openConversations(client, program.url, deduplicates);
  const load = startLoad(client, conversations, seed);
  for (let n = 0; n < kills; n++) {
    const enough = load.written.length + random.between(WORK.min, WORK.max);
    const isDone = () => load.written.length >= enough || client.faults.length > 0;
    expect(await waitUntil(isDone, { ...WITHIN, everyMs: 1 }), "work goes on").toBe(true);
    const victim = victims[n % victims.length];
    if (victim) await product.kill(victim);
  }
  await load.stop();
  expect(client.faults).toEqual([]);
  const isOpen = () => product.database.query("select 1 from send where settled_at is null limit 1");
  expect(await waitUntil(async () => (await isOpen()).length === 0, WITHIN), "every send ends").toBe(true);
  const sends = await verifySends(product.database, { load, program, deduplicates });
  const files = await verifyFiles(client, load.written);
  return { kills, victims, deduplicates, ...sends, files, repeatedRequests: client.repeated };
}

/** The program behind the inboxes: it takes everything, each after a random time. */
async function openProgram(random: Random): Promise<Receiver> {
  const program = await openReceiver();
  onTestFinished(() => program.close());
  program.answer = async ({ answer }) => {
    await sleep(random.between(ANSWER_MS.min, ANSWER_MS.max));
    answer.writeHead(200, { "content-type": "application/json" }).end("{}");
  };
  return program;
}

/** One conversation in each inbox. @returns display ids. */
async function openConversations(client: Client, callbackUrl: string, callbackDeduplicates: boolean) {
  const displayIds: number[] = [];
  for (let n = 0; n < INBOXES; n++) {
    const inbox = await client.post("/v1/inboxes", { name: `Inbox ${n}`, callbackUrl, callbackDeduplicates });
    const contact = await client.post("/v1/contacts", { name: `Customer ${n}` });
    const created = await client.post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
    displayIds.push(created.displayId);
  }
  return displayIds;
}

/** Writes replies, two in three with files, until stopped. */
function startLoad(client: Client, conversations: readonly number[], seed: number): Load {
  const written: Written[] = [];
  const attempted = new Set<string>();
  let isStopping = false;
  const write = async (worker: number) => {
    const random = createRandom(seed * 100 + worker);
    while (!isStopping) {
      const clientId = randomUUID();
      attempted.add(clientId);
      const files = Array.from({ length: random.between(0, 2) }, (_, n) => fileOf(random, `${n}.bin`));
      const path = `/v1/conversations/${random.pick(conversations)}/messages`;
      const fields = { content: `reply ${clientId}`, clientId };
      const { id } =
        files.length === 0
          ? await client.post(path, fields)
          : await client.postForm(path, formOf(fields, files, "files"));
      written.push({ id, clientId, files });
    }
  };
  const working = Promise.all(Array.from({ length: WRITERS }, (_, worker) => write(worker)));
  working.catch(() => undefined); // `stop` rejects with it
  return {
    written,
    attempted,
    async stop() {
      isStopping = true;
      await working;
    },
  };
}

const fileOf = (random: Random, name: string): File => ({
  name,
  bytes: Buffer.alloc(random.between(FILE_BYTES.min, FILE_BYTES.max), randomUUID()),
});

type Sent = { load: Load; program: Receiver; deduplicates: boolean };
type Reply = { id: number; clientId: string; status: string; isUnconfirmed: boolean };

/** Every reply that was written is there once, and was taken out as its inbox allows. */
async function verifySends(database: Database, { load, program, deduplicates }: Sent) {
  const replies = await database.query<Reply>(
    `select id, client_id as "clientId", status, is_unconfirmed as "isUnconfirmed" from message
      where account_id = 1 and kind = 'message' and direction = 'out'`,
  );
  const byClient = new Map(replies.map((reply) => [reply.clientId, reply]));
  expect(byClient.size, "each reply is there once").toBe(replies.length);
  expect(replies.filter(({ clientId }) => !load.attempted.has(clientId))).toEqual([]);
  const lost = load.written.filter(({ clientId, id }) => byClient.get(clientId)?.id !== id);
  expect(lost, "acknowledged replies are there").toEqual([]);

  const calls = groupBy(program.taken, ({ json }) => Number(json.message.id));
  const isUnconfirmed = (reply: Reply) => reply.isUnconfirmed || !["sent", "failed"].includes(reply.status);
  const unconfirmed = replies.filter(isUnconfirmed);
  const repeated = [...calls].filter(([, { length }]) => length > 1);
  const sendIdsOf = (taken: Receiver["taken"]) => new Set(taken.map(({ json }) => json.sendId)).size;
  expect(
    repeated.filter(([, taken]) => sendIdsOf(taken) > 1),
    "repetitions have one sendId",
  ).toEqual([]);
  const notCalled = replies.filter((reply) => !isUnconfirmed(reply) && !calls.has(reply.id));
  expect(notCalled, "what is sent has arrived").toEqual([]);
  if (deduplicates) expect(unconfirmed, "no reply stays unconfirmed").toEqual([]);
  else
    expect(
      repeated.map(([id]) => id),
      "no reply is sent twice",
    ).toEqual([]);
  return {
    acknowledged: load.written.length,
    replies: replies.length,
    calls: program.taken.length,
    sentTwice: repeated.length,
    unconfirmed: unconfirmed.length,
    unconfirmedPercent: Math.round((unconfirmed.length / replies.length) * 1_000) / 10,
  };
}

/** The files of acknowledged replies, as everybody can download them. @returns their number. */
async function verifyFiles(client: Client, written: readonly Written[]): Promise<number> {
  const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const wrong: object[] = [];
  for (const { id, files } of written.filter((one) => one.files.length > 0)) {
    const { attachments } = await client.get(`/v1/messages/${id}`);
    for (const [n, { name, bytes }] of files.entries()) {
      const { state, failure, url } = attachments[n] ?? {};
      const answer = url ? await fetch(url) : null;
      const isEqual = answer?.ok && digest(new Uint8Array(await answer.arrayBuffer())) === digest(bytes);
      if (!isEqual) wrong.push({ id, name, state, failure, status: answer?.status });
    }
  }
  expect(wrong, "files of acknowledged replies have their bytes").toEqual([]);
  return written.reduce((sum, { files }) => sum + files.length, 0);
}
