import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom, type Random } from "@/server/setup/demo/random";
import type { Database } from "@/server/store/_postgres/db";
import { type ChangedMessages, openChangingServer } from "./chat/changing-server";
import { createCourier } from "./chat/courier";
import { createFaults } from "./chat/faults";
import { type Client, createClient } from "./client";
import { startProduct, VICTIMS } from "./product";

export type ChangeDrill = { messages: number; kills: number; seed: number };

const CUSTOMERS = 10;
const WRITERS = 4;
const EDITS_MAX = 3;
const DELETED = 0.4;
const BETWEEN_MS_MAX = 400;
/** More than a lease and a call that hangs. */
const WITHIN = { withinMs: 480_000, everyMs: 500 };

type Scene = { server: ChangedMessages; database: Database; client: Client; random: Random };
type Message = { id: number; sourceId: string };

/**
 * Lets members edit and delete sent messages while the instance of Evolution API fails in every way, and processes of the product are
 * killed with -9. Every change must then have ended; one that was done must be the last that the instance has, every other must have failed
 * with an event, and the texts here must be those of the members.
 * @returns figures, to print.
 */
export async function killWhileChanging({ messages: count, kills, seed }: ChangeDrill) {
  const random = createRandom(seed);
  const product = await startProduct({ CHANNEL_ALLOW_CIDRS: "127.0.0.1/32" });
  const { database } = product;
  const client = createClient(product);
  const courier = createCourier(random);
  const faults = createFaults(random);
  const server = await openChangingServer({ product, client, courier, faults });
  onTestFinished(() => server.close());
  const scene = { server, database, client, random };
  const messages = await sendMessages(scene, count);
  server.beginFaults();

  const began = performance.now();
  const changes = change(scene, messages);
  for (let n = 0; n < kills; n++) {
    const isTime = () => changes.count() >= ((n + 1) * count) / (kills + 1) || client.faults.length > 0;
    expect(await waitUntil(isTime, { ...WITHIN, everyMs: 20 }), "changes go on").toBe(true);
    await product.kill(VICTIMS[n % VICTIMS.length] ?? "worker");
  }
  await changes.ended;
  expect(client.faults).toEqual([]);
  await untilSettled(database);
  await courier.idle();
  expect(courier.faults).toEqual([]);
  return {
    messages: count,
    kills,
    seconds: Math.round((performance.now() - began) / 1_000),
    ...(await verify(scene, messages, changes.wanted)),
    calls: server.counts,
    faults: faults.counts,
    repeatedRequests: client.repeated,
  };
}

/** Messages that the instance has, and that the product knows by their ids. */
async function sendMessages({ server, database, client }: Scene, count: number): Promise<Message[]> {
  for (let n = 0; n < CUSTOMERS; n++) server.receive(String(15_550_000_000 + n), `hello ${n}`);
  const conversations = () => database.query<{ id: number }>("select display_id as id from conversation");
  const isOpen = async () => (await conversations()).length === CUSTOMERS;
  expect(await waitUntil(isOpen, WITHIN), "customers have conversations").toBe(true);
  const ids = (await conversations()).map(({ id }) => id);
  for (let n = 0; n < count; n++)
    await client.post(`/v1/conversations/${ids[n % CUSTOMERS]}/messages`, { content: `out ${n}` });
  const sent = () =>
    database.query<Message>(
      `select id, source_id as "sourceId" from message where direction = 'out' and source_id is not null order by id`,
    );
  expect(await waitUntil(async () => (await sent()).length === count, WITHIN), "messages are sent").toBe(
    true,
  );
  return sent();
}

/** Lets members change each message: some edits, then perhaps a deletion. `wanted`: the text at the end, null for none, by message. */
function change({ client, random }: Scene, messages: readonly Message[]) {
  const wanted = new Map<number, string | null>();
  const left = [...messages];
  let done = 0;
  const changeOne = async ({ id }: Message): Promise<void> => {
    const edits = random.between(0, EDITS_MAX);
    for (let n = 1; n <= edits; n++) {
      const content = `message ${id}, text ${n}`;
      await client.patch(`/v1/messages/${id}`, { content });
      wanted.set(id, content);
      await sleep(random.between(0, BETWEEN_MS_MAX));
    }
    if (edits > 0 && !random.isLikely(DELETED)) return;
    await client.post(`/v1/messages/${id}/delete`, {});
    wanted.set(id, null);
  };
  const work = async () => {
    for (let message = left.shift(); message !== undefined; message = left.shift()) {
      await changeOne(message);
      done++;
    }
  };
  const ended = Promise.all(Array.from({ length: WRITERS }, work));
  ended.catch(() => undefined); // it rejects where it is awaited
  return { wanted, ended, count: () => done };
}

/** Waits until every change has ended. Pauses are cut short, but no deletion is made while it can be undone. */
async function untilSettled(database: Database): Promise<void> {
  const isDone = async () => {
    await database.query("update inbox_sending set open_until = null");
    await database.query(
      "update message_change set due_at = now() where state = 'waiting' and starts_at <= now() and due_at > now()",
    );
    const open = await database.query("select 1 from message_change where settled_at is null limit 1");
    return open.length === 0;
  };
  expect(await waitUntil(isDone, { ...WITHIN, everyMs: 2_000 }), "every change ends").toBe(true);
}

type Ended = {
  id: number;
  content: string;
  isDeleted: boolean;
  kind: string | null;
  state: string | null;
  hasEvent: boolean;
};

async function verify(
  { server, database }: Scene,
  messages: readonly Message[],
  wanted: ReadonlyMap<number, string | null>,
) {
  const read = () =>
    database.query<Ended>(
      `select m.id, m.content, m.deleted_at is not null as "isDeleted", c.kind, c.state,
              exists (select 1 from event e where e.account_id = m.account_id and e.type = 'message.change_failed'
                         and e.resource_id = m.id) as "hasEvent"
         from message m left join message_change c on c.account_id = m.account_id and c.message_id = m.id
        where m.direction = 'out' order by m.id`,
    );
  await waitUntil(async () => (await read()).every(({ state, hasEvent }) => state !== "failed" || hasEvent), {
    withinMs: 30_000,
  });
  const rows = await read();
  const sources = new Map(messages.map(({ id, sourceId }) => [id, sourceId]));
  const wrong = rows.filter((row) => {
    const text = wanted.get(row.id) ?? null;
    const isHere = row.isDeleted ? text === null : row.content === text;
    if (!isHere || row.kind !== (text === null ? "delete" : "edit")) return true;
    if (row.state === "failed") return !row.hasEvent;
    return row.state !== "done" || server.textOf(sources.get(row.id) ?? "") !== text;
  });
  expect(
    wrong.map((row) => ({ ...row, there: server.textOf(sources.get(row.id) ?? "") })),
    "every change is made or failed with an event",
  ).toEqual([]);
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  return { changed: wanted.size, done: count("done"), failed: count("failed") };
}
