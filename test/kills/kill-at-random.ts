import { expect, onTestFinished } from "vitest";
import { createRandom, type Random } from "@/prisma/demo/random";
import type { Event } from "@/server/contract/event";
import { waitUntil } from "@/server/lib/wait-until";
import { openReceiver, type Receiver } from "../receiver";
import { type Client, createClient } from "./client";
import { startLoad } from "./load/load";
import { startProduct, VICTIMS, type Victim } from "./product";
import { endConfirmed, verifyConfirmed } from "./verify/confirmed";
import { readAll, verifyLog } from "./verify/log";
import { verifyOperations } from "./verify/operations";
import { verifyPurges } from "./verify/purges";
import { unheard, verifyOrdered, verifyReceived } from "./verify/received";
import { verifyPlaces, verifyTables } from "./verify/tables";

/** Acknowledged requests between two kills. */
const WORK = { min: 15, max: 120 };
const WITHIN = { withinMs: 120_000 };
/** Of what is told in order, so much is not taken at first, while there is load. */
const REFUSED = 0.02;

/**
 * App, worker and Postgres, one of them killed with -9 at random `kills` times, under changes of status and inbox, bulk
 * operations, deletions and confirmed calls. Then all that was acknowledged is told, once, to `/v1/events` and to
 * receivers of webhooks, to one of them in order, and nothing is half done.
 * @returns figures, to print.
 */
export async function killAtRandom({ kills, seed }: { kills: number; seed: number }) {
  const random = createRandom(seed);
  const product = await startProduct();
  const client = createClient(product);
  const hooks = [await openHook(client, false), await openHook(client, true)];
  const refusing = createRandom(seed + 1);
  for (const { isOrdered, receiver } of hooks)
    if (isOrdered)
      receiver.answer = ({ answer }) => answer.writeHead(refusing.isLikely(REFUSED) ? 500 : 204).end();
  const load = await startLoad(client, seed);

  for (const victim of victims(kills, random)) {
    const enough = client.answered + random.between(WORK.min, WORK.max);
    const isDone = await waitUntil(() => client.answered >= enough || client.faults.length > 0, {
      ...WITHIN,
      everyMs: 1,
    });
    expect(isDone, `work goes on before ${victim} is killed`).toBe(true);
    await product.kill(victim);
  }
  await load.stop();
  expect(client.faults).toEqual([]);
  for (const { receiver } of hooks) receiver.answer = ({ answer }) => answer.writeHead(204).end();

  await endConfirmed(product.database);
  // What a killed worker had claimed is due again a minute later; its lease is not waited for.
  await product.database.query("update delivery set due_at = now() where state = 'waiting'");
  const { promised } = load;
  const events = await readAll(client);
  const webhooks = [];
  for (const hook of hooks) webhooks.push(await verifyHook(hook, events));

  verifyLog(events, promised);
  await verifyTables(product.database, events);
  await verifyPlaces(client, { events, inboxIds: load.inboxIds });
  await verifyOperations(client, events, promised);
  await verifyPurges(product.database, { client, events, promised });
  const confirmed = await verifyConfirmed(product.database, { client, events, promised });
  const bulk = (action: string) => promised.bulks.filter((one) => one.action === action).length;
  return {
    kills,
    events: events.length,
    changes: promised.changes.length,
    moved: events.filter(({ type }) => type === "conversation.moved").length,
    bulks: promised.bulks.length,
    bulkMoves: bulk("move"),
    purges: promised.purges.length,
    bulkPurges: bulk("purge"),
    confirmed,
    askedAgain: client.again,
    webhooks,
  };
}

type Hook = { endpointId: number; isOrdered: boolean; receiver: Receiver };

/** A receiver of everything from now on. */
async function openHook(client: Client, isOrdered: boolean): Promise<Hook> {
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const asked = { url: receiver.url, types: ["*"], ordered: isOrdered };
  const { id: endpointId } = await client.post("/v1/endpoints", asked);
  return { endpointId, isOrdered, receiver };
}

/** Every event reached it, as the log has it. */
async function verifyHook({ endpointId, isOrdered, receiver }: Hook, events: readonly Event[]) {
  const since = events.findIndex(
    ({ type, resource: { id } }) => type === "endpoint.created" && id === endpointId,
  );
  const owed = events.slice(since + 1);
  const left = () => unheard(owed, receiver.taken);
  await waitUntil(() => left().length === 0, WITHIN);
  expect(
    left().map(({ seq, type }) => `${seq} ${type}`),
    "every event reached the receiver",
  ).toEqual([]);
  if (isOrdered) verifyOrdered(owed, receiver.taken);
  return { isOrdered, posts: receiver.taken.length, cameTwice: verifyReceived(events, receiver.taken) };
}

/** Each of the three in the first three kills, then whoever it hits. */
function victims(count: number, random: Random): Victim[] {
  const first = VICTIMS.map((victim) => ({ victim, at: random.next() })).toSorted((a, b) => a.at - b.at);
  return Array.from({ length: count }, (_, i) => first[i]?.victim ?? random.pick(VICTIMS));
}
