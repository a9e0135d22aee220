import { createRandom } from "@/server/setup/demo/random";
import type { Client } from "@/test/long/kills/client";
import { confirm } from "./confirm";
import { operate, relocate } from "./operate";
import { purge, purgeInBulk } from "./purge";
import { begin, type Places, type Scene, type Work } from "./scene";
import { change, move } from "./single";
import { tick } from "./tick";

const TALKS = 8;
/** Enough that some bulk operations take several turns. */
const POOL = 260;

/** The work of each loop. */
const WORKERS: readonly Work[] = [
  ...[change, change, change, move, tick, confirm, confirm],
  ...[operate, relocate, purge, purgeInBulk],
];

/** Two inboxes and a contact. */
export async function openScene(client: Client): Promise<Scene> {
  const shop = await client.post("/v1/inboxes", { name: "Shop" });
  const works = await client.post("/v1/inboxes", { name: "Works" });
  const contact = await client.post("/v1/contacts", { name: "Noor" });
  const promised = { changes: [], begun: [], ticks: [], bulks: [], purges: [], received: [] };
  return { client, promised, inboxIds: [shop.id, works.id], contactId: contact.id };
}

/**
 * Changes statuses and inboxes singly and in bulk, ticks, deletes permanently, and makes confirmed calls until stopped.
 * `stop` waits for running calls.
 */
export async function startLoad(scene: Scene, seed: number): Promise<{ stop(): Promise<void> }> {
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
