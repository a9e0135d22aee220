import { expect, onTestFinished } from "vitest";
import { createRandom, type Random } from "@/prisma/demo/random";
import { waitUntil } from "@/server/lib/wait-until";
import { openReceiver } from "../receiver";
import { createClient } from "./client";
import { startLoad } from "./load";
import { startProduct, VICTIMS, type Victim } from "./product";
import {
  readAll,
  unheard,
  verifyLog,
  verifyOperations,
  verifyPurges,
  verifyReceived,
  verifyTables,
} from "./verify";

/** Acknowledged requests between two kills. */
const WORK = { min: 15, max: 120 };
const WITHIN = { withinMs: 120_000 };

/**
 * App, worker and Postgres, one of them killed with -9 at random `kills` times, under changes of status, bulk operations
 * and deletions. Then all that was acknowledged is told, once, to `/v1/events` and to a receiver of webhooks, and nothing
 * is half done.
 * @returns figures, to print.
 */
export async function killAtRandom({ kills, seed }: { kills: number; seed: number }) {
  const random = createRandom(seed);
  const product = await startProduct();
  const client = createClient(product);
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const { id: endpointId } = await client.post("/v1/endpoints", { url: receiver.url, types: ["*"] });
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

  // What a killed worker had claimed is due again a minute later; its lease is not waited for.
  await product.database.query("update delivery set due_at = now() where state = 'waiting'");
  const events = await readAll(client);
  const since = events.findIndex(
    ({ type, resource: { id } }) => type === "endpoint.created" && id === endpointId,
  );
  const left = () => unheard(events.slice(since + 1), receiver.taken);
  await waitUntil(() => left().length === 0, WITHIN);
  expect(
    left().map(({ seq, type }) => `${seq} ${type}`),
    "every event reached the receiver",
  ).toEqual([]);

  verifyLog(events, load.promised);
  await verifyTables(product.database, events);
  await verifyOperations(client, events, load.promised);
  await verifyPurges(product.database, { client, events, promised: load.promised });
  return {
    kills,
    events: events.length,
    changes: load.promised.changes.length,
    bulks: load.promised.bulks.length,
    purges: load.promised.purges.length,
    askedAgain: client.again,
    webhooks: receiver.taken.length,
    cameTwice: verifyReceived(events, receiver.taken),
  };
}

/** Each of the three in the first three kills, then whoever it hits. */
function victims(count: number, random: Random): Victim[] {
  const first = VICTIMS.map((victim) => ({ victim, at: random.next() })).toSorted((a, b) => a.at - b.at);
  return Array.from({ length: count }, (_, i) => first[i]?.victim ?? random.pick(VICTIMS));
}
