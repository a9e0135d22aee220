import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import type { Event } from "@/server/contract/event/event";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom, type Random } from "@/server/setup/demo/random";
import { ONE_ATTEMPT } from "@/test/guarantees/processes/cluster/load";
import { operate, purge, purgeInBulk, relocate } from "@/test/long/kills/load/purge";
import {
  type Begun,
  begin,
  change,
  move,
  type Places,
  type Scene,
  sendRequest,
  type Work,
} from "@/test/long/kills/load/scene";
import {
  endConfirmed,
  isFor,
  timeOutUncommitted,
  undelivered,
  verifyConfirmed,
  verifyOrdered,
  verifyReceived,
} from "@/test/long/kills/verify/confirmed";
import { verifyOperations, verifyPurges } from "@/test/long/kills/verify/purges";
import { groupBy, readAll, verifyLog, verifyPlaces, verifyTables } from "@/test/long/kills/verify/tables";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { type Client, createClient } from "./client";
import { type Product, startProduct, VICTIMS, type Victim } from "./product";

/** Acknowledged requests between a stall and a kill. */
const WORK = { min: 8, max: 60 };
const WITHIN = { withinMs: 120_000 };
/** Long enough that keyed requests are repeated during the stall. */
const STALL_MS_MAX = 4_000;
/** The share of ordered webhooks that the receiver refuses at first under load. */
const REFUSED = 0.02;

/**
 * Kills app, worker or Postgres with -9 at random `kills` times, and sometimes stalls the app, under changes of status and
 * inbox, ticks, bulk operations, deletions and confirmed calls. Everything acknowledged must then be once in `/v1/events`
 * and at the receivers of webhooks, at one of them in order, and nothing may be half done.
 * @returns figures, to print.
 */
export async function killAtRandom({ kills, seed }: { kills: number; seed: number }) {
  const random = createRandom(seed);
  const product = await startProduct();
  const client = createClient(product);
  const scene = await openScene(client);
  const hooks = await openHooks(scene, seed);
  const load = await startLoad(scene, seed);

  for (const [i, victim] of victims(kills, random).entries()) {
    await work(client, random);
    if (i % 3 === 0) {
      const longMs = random.between(0, STALL_MS_MAX);
      await product.stall(() => Promise.all([timeOutUncommitted(product.database), sleep(longMs)]));
    }
    await work(client, random);
    await product.kill(victim);
  }
  await load.stop();
  expect(client.faults).toEqual([]);
  return { kills, ...(await verify(product, scene, hooks)) };
}

/** Makes pending work due, then compares everything. @returns figures. */
async function verify({ database }: Product, { client, promised, inboxIds }: Scene, hooks: readonly Hook[]) {
  for (const { receiver } of hooks) receiver.answer = ({ answer }) => answer.writeHead(204).end();
  await endConfirmed(database);
  // Deliveries claimed by a killed worker would be due a minute later.
  await database.query("update delivery set due_at = now() where state = 'waiting'");
  const events = await readAll(client);
  const webhooks = [];
  for (const hook of hooks) webhooks.push(await verifyHook(hook, events));

  verifyLog(events, promised);
  await verifyTables(database, events);
  await verifyPlaces(client, { events, inboxIds });
  await verifyOperations(client, events, promised);
  await verifyPurges(database, { client, events, promised });
  const confirmed = await verifyConfirmed(database, { client, events, promised });
  const bulks = [...groupBy(promised.bulks, ({ action }) => action)];
  return {
    events: events.length,
    changes: promised.changes.length,
    ticks: promised.ticks.length,
    moved: events.filter(({ type }) => type === "conversation.moved").length,
    bulks: Object.fromEntries(bulks.map(([action, { length }]) => [action, length])),
    purges: promised.purges.length,
    confirmed,
    repeated: client.repeated,
    webhooks,
  };
}

/** Waits until some more requests are acknowledged. */
async function work(client: Client, random: Random): Promise<void> {
  const enough = client.answered + random.between(WORK.min, WORK.max);
  const isDone = () => client.answered >= enough || client.faults.length > 0;
  expect(await waitUntil(isDone, { ...WITHIN, everyMs: 1 }), "work goes on").toBe(true);
}

type Settings = { ordered?: boolean; inboxIds?: readonly number[] };
type Hook = { endpointId: number; settings: Settings; receiver: Receiver };

/** One receiver of everything, one in order that refuses some at first, and one of an inbox. */
async function openHooks({ client, inboxIds }: Scene, seed: number): Promise<Hook[]> {
  const [all, inOrder, ofInbox] = [
    await openHook(client, {}),
    await openHook(client, { ordered: true }),
    await openHook(client, { inboxIds: inboxIds.slice(1) }),
  ];
  const random = createRandom(seed + 1);
  inOrder.receiver.answer = ({ answer }) => answer.writeHead(random.isLikely(REFUSED) ? 500 : 204).end();
  return [all, inOrder, ofInbox];
}

/** Creates an endpoint with a receiver for all types. */
async function openHook(client: Client, settings: Settings): Promise<Hook> {
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const { id: endpointId } = await client.post("/v1/endpoints", {
    url: receiver.url,
    types: ["*"],
    ...settings,
  });
  return { endpointId, settings, receiver };
}

/** Every event of its subscription reached the receiver as it is in the log, and no other. */
async function verifyHook({ endpointId, settings, receiver }: Hook, events: readonly Event[]) {
  const matching = events.filter((event) => isFor(settings, event));
  const since = matching.findIndex(
    ({ type, resource: { id } }) => type === "endpoint.created" && id === endpointId,
  );
  const expected = matching.slice(since + 1); // earlier events may arrive too
  const left = () => undelivered(expected, receiver.taken);
  await waitUntil(() => left().length === 0, WITHIN);
  expect(
    left().map(({ seq, type }) => `${seq} ${type}`),
    "every event reached the receiver",
  ).toEqual([]);
  if (settings.ordered) verifyOrdered(expected, receiver.taken);
  return { ...settings, posts: receiver.taken.length, repeatedIds: verifyReceived(matching, receiver.taken) };
}

/** Each of the three in the first three kills, then random ones. */
function victims(count: number, random: Random): Victim[] {
  const first = VICTIMS.map((victim) => ({ victim, at: random.next() })).toSorted((a, b) => a.at - b.at);
  return Array.from({ length: count }, (_, i) => first[i]?.victim ?? random.pick(VICTIMS));
}

/** A call with `Prefer: confirm`: a customer's message, sent once or until it is acknowledged, or a refused change. */
const confirm: Work = async (scene, { talks, pool }, random) => {
  const conversation = random.pick(random.isLikely(0.5) ? talks : pool);
  if (random.isLikely(0.2)) await refuse(scene, conversation);
  else await receive(scene, conversation, random);
};

async function receive({ client, promised }: Scene, { displayId }: Begun, random: Random): Promise<void> {
  const content = `confirmed ${randomUUID()}`;
  const path = `/v1/conversations/${displayId}/messages`;
  const body = { content, direction: "in" };
  const tries = random.isLikely(0.3)
    ? (await client.confirmed(path, body)).tries
    : [await client.once(path, body)];
  promised.received.push({ content, tries });
}

/** Refused, because the conversation is not snoozed. */
async function refuse({ client }: Scene, { displayId }: Begun): Promise<void> {
  const { answer } = await client.once(`/v1/conversations/${displayId}/status`, { signal: "wake" });
  if (answer && ![409, 503].includes(answer.status))
    client.faults.push(`what cannot wake: ${answer.status} ${answer.code}`);
}

const SIGNALS = ["sent", "failed", "delivered", "read"];
const REPORTS = 3;

/** An outgoing message and reports about it, while its conversation may be moved. */
const tick: Work = async (scene, { talks, pool }, random) => {
  const { displayId } = random.pick(random.isLikely(0.5) ? talks : pool);
  const path = `/v1/conversations/${displayId}/messages`;
  const { id } = await sendRequest(scene, path, { content: "Hello" }, random);
  for (let i = 0; i < REPORTS; i++) {
    const receipts = [{ messageId: id, signal: random.pick(SIGNALS) }];
    const { results } = await scene.client.repeat("/v1/receipts", { receipts });
    scene.promised.ticks.push({ id, status: results[0].status });
  }
};

const TALKS = 8;
/** Enough that some bulk operations take several turns. */
const POOL = 260;

/** The work of each loop. */
const WORKERS: readonly Work[] = [
  ...[change, change, change, move, tick, confirm, confirm],
  ...[operate, relocate, purge, purgeInBulk],
];

/** Two inboxes and a contact. */
async function openScene(client: Client): Promise<Scene> {
  const shop = await client.post("/v1/inboxes", { name: "Shop", ...ONE_ATTEMPT });
  const works = await client.post("/v1/inboxes", { name: "Works", ...ONE_ATTEMPT });
  const contact = await client.post("/v1/contacts", { name: "Noor" });
  const promised = { changes: [], begun: [], ticks: [], bulks: [], purges: [], received: [] };
  return { client, promised, inboxIds: [shop.id, works.id], contactId: contact.id };
}

/**
 * Changes statuses and inboxes singly and in bulk, ticks, deletes permanently, and makes confirmed calls until stopped.
 * `stop` waits for running calls.
 */
async function startLoad(scene: Scene, seed: number): Promise<{ stop(): Promise<void> }> {
  const { client } = scene;
  const random = createRandom(seed);
  const [trashed = { id: 0, displayId: 0 }] = await begin(scene, 1, random);
  await client.post(`/v1/conversations/${trashed.displayId}/trash`, {});
  const places: Places = {
    talks: await begin(scene, TALKS, random),
    pool: await begin(scene, POOL, random),
    trashed,
  };
  let isStopping = false;
  const keep = async (work: Work, worker: number) => {
    const own = createRandom(seed * 100 + worker);
    while (!isStopping) await work(scene, places, own);
  };
  const working = Promise.all(WORKERS.map(keep));
  working.catch(() => undefined); // `stop` rejects with it
  return {
    async stop() {
      isStopping = true;
      await working;
    },
  };
}
