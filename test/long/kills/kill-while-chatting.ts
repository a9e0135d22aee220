import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom, type Random } from "@/server/setup/demo/random";
import type { Database } from "@/server/store/_postgres/db";
import { createCourier } from "./chat/courier";
import { createFaults, type Faults, highestOf } from "./chat/faults";
import type { Arrived, Provider, Written } from "./chat/provider";
import { type Client, createClient } from "./client";
import { startProduct, VICTIMS } from "./product";

export type ChatDrill = {
  open: () => Promise<Provider>;
  /** In each direction. */
  messages: number;
  /** Of app, worker and Postgres in turn; 0: nothing is killed. */
  kills: number;
  seed: number;
};

const CUSTOMERS = 60;
const WRITERS = 6;
/** Messages in one webhook, where the provider has such. */
const BATCH_MAX = 4;
/** Of webhooks that never come, where the provider can be searched. */
const DROPPED = 0.1;
const BETWEEN_MS_MAX = 40;
/** More than a lease, and more than the rhythm of a search. */
const WITHIN = { withinMs: 480_000, everyMs: 500 };

type Scene = { provider: Provider; database: Database; client: Client; random: Random; faults: Faults };

/**
 * Lets customers write and members reply while the network and the provider fail in every way, and processes of the product are killed
 * with -9. Every customer's message must then be there once, every reply be at the provider at most once, one that is not there be failed
 * or unconfirmed, every tick be the highest receipt, and nothing wait unreported.
 * @returns figures, to print.
 */
export async function killWhileChatting({ open, messages, kills, seed }: ChatDrill) {
  const random = createRandom(seed);
  const provider = await open();
  onTestFinished(() => provider.close());
  const product = await startProduct({ CHANNEL_ALLOW_CIDRS: "127.0.0.1/32" });
  const { database } = product;
  const client = createClient(product);
  const courier = createCourier(random);
  const faults = createFaults(random);
  await provider.connect({ product, client, courier, faults });
  const scene = { provider, database, client, random, faults };
  const conversations = await openConversations(scene);

  const began = performance.now();
  const incoming = write(scene, messages);
  const replies = reply(scene, conversations, messages);
  for (let n = 0; n < kills; n++) {
    const share = ((n + 1) * messages) / (kills + 1);
    const isTime = () => replies.count() >= share || client.faults.length > 0;
    expect(await waitUntil(isTime, { ...WITHIN, everyMs: 20 }), "replies go on").toBe(true);
    await product.kill(VICTIMS[n % VICTIMS.length] ?? "app");
  }
  await Promise.all([incoming.ended, replies.ended]);
  expect(client.faults).toEqual([]);
  await untilSettled(database, messages + CUSTOMERS);
  await courier.idle();
  expect(courier.faults).toEqual([]);
  return {
    channel: provider.channel,
    messages,
    kills,
    seconds: Math.round((performance.now() - began) / 1_000),
    received: await verifyReceived(database, incoming.texts),
    ...(await verifyReplies(scene, replies.texts)),
    requests: faults.counts,
    webhooks: courier.counts,
    repeatedRequests: client.repeated,
  };
}

const customerOf = (n: number): string => String(15_550_000_000 + (n % CUSTOMERS));

/** One conversation for each customer, who has written in it. @returns display ids. */
async function openConversations({ provider, database, faults }: Scene): Promise<number[]> {
  const hello = (n: number): Written => ({
    customer: customerOf(n),
    text: `hello ${n}`,
    id: `hello-${n}`,
    at: faults.now(),
  });
  for (let n = 0; n < CUSTOMERS; n++) provider.receive([hello(n)], false);
  const read = () => database.query<{ id: number }>("select display_id as id from conversation");
  const isOpen = async () => (await read()).length === CUSTOMERS;
  expect(await waitUntil(isOpen, WITHIN), "customers have conversations").toBe(true);
  return (await read()).map(({ id }) => id);
}

/** Lets customers write so many messages. */
function write({ provider, faults, random }: Scene, count: number) {
  const texts = Array.from({ length: CUSTOMERS }, (_, n) => `hello ${n}`);
  const work = async () => {
    for (let n = 0; n < count; ) {
      const batch = Array.from({ length: Math.min(random.between(1, BATCH_MAX), count - n) }, () => {
        const text = `in ${n}`;
        texts.push(text);
        return { customer: customerOf(n * 7), text, id: `wamid-${n++}`, at: faults.now() };
      });
      provider.receive(batch, provider.isSearchable && random.isLikely(DROPPED));
      await sleep(random.between(0, BETWEEN_MS_MAX));
    }
  };
  return { texts, ended: work() };
}

/** Lets members write so many replies. */
function reply({ client, random }: Scene, conversations: readonly number[], count: number) {
  const texts = Array.from({ length: count }, (_, n) => `out ${n}`);
  const left = [...texts];
  let done = 0;
  const work = async () => {
    for (let content = left.shift(); content !== undefined; content = left.shift()) {
      const path = `/v1/conversations/${random.pick(conversations)}/messages`;
      await client.post(path, { content, clientId: randomUUID() });
      done++;
      await sleep(random.between(0, BETWEEN_MS_MAX));
    }
  };
  const ended = Promise.all(Array.from({ length: WRITERS }, work));
  ended.catch(() => undefined); // it rejects where it is awaited
  return { texts, ended, count: () => done };
}

/**
 * Waits until every send has ended and everything received is stored. Pauses are cut short: what waits for its next try is due now, and a
 * doubt that only ten minutes end is that old after some tries.
 */
async function untilSettled(database: Database, received: number): Promise<void> {
  const hurry = async () => {
    await database.query("update inbox_sending set open_until = null");
    await database.query(
      `update send set due_at = now(),
              created_at = case when tries > 4 then created_at - interval '11 minutes' else created_at end,
              blocks_until = case when tries > 4 then now() else blocks_until end
        where settled_at is null and state = 'waiting'`,
    );
  };
  const isDone = async () => {
    await hurry();
    const open = await database.query("select 1 from send where settled_at is null limit 1");
    const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
      "select count(*)::int as count from message where direction = 'in'",
    );
    return open.length === 0 && count >= received;
  };
  expect(await waitUntil(isDone, { ...WITHIN, everyMs: 2_000 }), "everything ends").toBe(true);
}

/** Every message of a customer is there once. @returns their number. */
async function verifyReceived(database: Database, texts: readonly string[]): Promise<number> {
  const rows = await database.query<{ content: string }>(
    "select content from message where direction = 'in'",
  );
  expect(rows.map(({ content }) => content).toSorted()).toEqual(texts.toSorted());
  return rows.length;
}

type Reply = { content: string; status: string; isUnconfirmed: boolean; sourceId: string | null };

async function verifyReplies({ database, provider }: Scene, texts: readonly string[]) {
  const read = () =>
    database.query<Reply>(
      `select content, status, is_unconfirmed as "isUnconfirmed", source_id as "sourceId" from message
        where direction = 'out' and kind = 'message'`,
    );
  const arrived = new Map<string, Arrived[]>();
  for (const one of provider.arrived) arrived.set(one.text, [...(arrived.get(one.text) ?? []), one]);
  // A receipt that came before its message is applied with it.
  await waitUntil(async () => (await read()).every((one) => isRight(one, arrived.get(one.content) ?? [])), {
    withinMs: 30_000,
  });
  const replies = await read();
  expect(replies.map(({ content }) => content).toSorted(), "each reply is there once").toEqual(
    texts.toSorted(),
  );
  expect(
    [...arrived].filter(([, { length }]) => length > 1),
    "no reply is sent twice",
  ).toEqual([]);
  const wrong = replies.filter((one) => !isRight(one, arrived.get(one.content) ?? []));
  expect(
    wrong.map((one) => ({ ...one, arrived: arrived.get(one.content) })),
    "every reply says what became of it",
  ).toEqual([]);
  const count = (is: (one: Reply) => boolean) => replies.filter(is).length;
  const isAtProvider = ({ content }: Reply) => arrived.has(content);
  return {
    replies: replies.length,
    atProvider: count(isAtProvider),
    confirmed: count((one) => isAtProvider(one) && !one.isUnconfirmed),
    unconfirmed: count((one) => one.isUnconfirmed),
    unconfirmedThatLeft: count((one) => one.isUnconfirmed && isAtProvider(one)),
    refused: count((one) => !isAtProvider(one) && one.status === "failed"),
  };
}

/** Whether a reply's state is the truth, as far as the provider has reported it. One that it has, and reports on later, is pending. */
function isRight({ status, isUnconfirmed, sourceId }: Reply, arrived: readonly Arrived[]): boolean {
  const [one] = arrived;
  if (!one) return status === "failed" || (status === "pending" && isUnconfirmed);
  if (one.signals.length > 0) return status === highestOf(one.signals) && !isUnconfirmed;
  return status === "sent" || (status === "pending" && (isUnconfirmed || sourceId === one.id));
}
