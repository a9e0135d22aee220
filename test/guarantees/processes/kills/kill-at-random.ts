import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import type { Event } from "@/server/contract/event/event";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom, type Random } from "@/server/setup/demo/random";
import { openScene, startLoad } from "@/test/guarantees/processes/kills/load/load";
import type { Scene } from "@/test/guarantees/processes/kills/load/scene";
import {
  endConfirmed,
  timeOutUncommitted,
  verifyConfirmed,
} from "@/test/guarantees/processes/kills/verify/confirmed";
import { groupBy } from "@/test/guarantees/processes/kills/verify/group-by";
import { readAll, verifyLog } from "@/test/guarantees/processes/kills/verify/log";
import { verifyOperations } from "@/test/guarantees/processes/kills/verify/operations";
import { verifyPurges } from "@/test/guarantees/processes/kills/verify/purges";
import {
  isFor,
  unheard,
  verifyOrdered,
  verifyReceived,
} from "@/test/guarantees/processes/kills/verify/received";
import { verifyPlaces, verifyTables } from "@/test/guarantees/processes/kills/verify/tables";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { type Client, createClient } from "./client";
import { type Product, startProduct, VICTIMS, type Victim } from "./product";

/** Acknowledged requests between a stall and a kill. */
const WORK = { min: 8, max: 60 };
const WITHIN = { withinMs: 120_000 };
/** Long enough that what has a key is asked again meanwhile. */
const STALL_MS_MAX = 4_000;
/** Of what is told in order, so much is not taken at first, while there is load. */
const REFUSED = 0.02;

/**
 * App, worker and Postgres, one of them killed with -9 at random `kills` times, and the app stalled at times, under changes
 * of status and inbox, ticks, bulk operations, deletions and confirmed calls. Then all that was acknowledged is told, once,
 * to `/v1/events` and to receivers of webhooks, to one of them in order, and nothing is half done.
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

/** What nobody waits for comes now; then all that is there is compared. @returns figures. */
async function verify({ database }: Product, { client, promised, inboxIds }: Scene, hooks: readonly Hook[]) {
  for (const { receiver } of hooks) receiver.answer = ({ answer }) => answer.writeHead(204).end();
  await endConfirmed(database);
  // What a killed worker had claimed is due again a minute later; its lease is not waited for.
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
    askedAgain: client.again,
    webhooks,
  };
}

/** Until some more is acknowledged. */
async function work(client: Client, random: Random): Promise<void> {
  const enough = client.answered + random.between(WORK.min, WORK.max);
  const isDone = () => client.answered >= enough || client.faults.length > 0;
  expect(await waitUntil(isDone, { ...WITHIN, everyMs: 1 }), "work goes on").toBe(true);
}

type Settings = { ordered?: boolean; inboxIds?: readonly number[] };
type Hook = { endpointId: number; settings: Settings; receiver: Receiver };

/** One of everything, one in order that does not take all at once, and one of an inbox. */
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

/** A receiver of all types from now on. */
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

/** Every event that it asks for reached it, as the log has it, and none that it does not. */
async function verifyHook({ endpointId, settings, receiver }: Hook, events: readonly Event[]) {
  const asked = events.filter((event) => isFor(settings, event));
  const since = asked.findIndex(
    ({ type, resource: { id } }) => type === "endpoint.created" && id === endpointId,
  );
  const owed = asked.slice(since + 1); // what came into the log before may be told, too
  const left = () => unheard(owed, receiver.taken);
  await waitUntil(() => left().length === 0, WITHIN);
  expect(
    left().map(({ seq, type }) => `${seq} ${type}`),
    "every event reached the receiver",
  ).toEqual([]);
  if (settings.ordered) verifyOrdered(owed, receiver.taken);
  return { ...settings, posts: receiver.taken.length, cameTwice: verifyReceived(asked, receiver.taken) };
}

/** Each of the three in the first three kills, then whoever it hits. */
function victims(count: number, random: Random): Victim[] {
  const first = VICTIMS.map((victim) => ({ victim, at: random.next() })).toSorted((a, b) => a.at - b.at);
  return Array.from({ length: count }, (_, i) => first[i]?.victim ?? random.pick(VICTIMS));
}
