import { createRandom, type Random } from "@/prisma/demo/random";
import type { BulkOperationDto } from "@/server/contract/bulk";
import type { DeletionDto } from "@/server/contract/deletion";
import { waitUntil } from "@/server/lib/wait-until";
import type { Client } from "./client";

/** What was acknowledged. */
export type Promised = {
  /** A conversation's version and status, after each change. */
  changes: { id: number; version: number; status: string }[];
  /** Conversations that were begun. */
  begun: number[];
  /** As they ended. */
  bulks: BulkOperationDto[];
  purges: { deletion: DeletionDto; ids: number[] }[];
};

/** What is written into conversations that are deleted for ever: nobody may read it afterwards. */
export const SECRET = "what nobody may read afterwards";

const CHANGERS = 3;
const OPERATORS = 2;
const TALKS = 8;
/** For bulk operations, which take some of them in several turns. */
const POOL = 260;
const MANY = { min: 205, max: 250 };
const AT_ONCE = { min: 40, max: 120 };
const DOOMED = { min: 21, max: 30 };
const SIGNALS = ["resolve", "reopen", "markPending"];
const END = { withinMs: 120_000, everyMs: 50 };

type Scene = { client: Client; promised: Promised; inboxId: number; contactId: number };
type Begun = { id: number; displayId: number };
type Places = { talks: Begun[]; pool: Begun[]; trashed: Begun };

/** Changes statuses one by one and many at once, and deletes for ever, until stopped; then what is under way ends. */
export async function startLoad(client: Client, seed: number) {
  const promised: Promised = { changes: [], begun: [], bulks: [], purges: [] };
  const inbox = await client.post("/v1/inboxes", { name: "Shop" });
  const contact = await client.post("/v1/contacts", { name: "Noor" });
  const scene: Scene = { client, promised, inboxId: inbox.id, contactId: contact.id };
  const places: Places = {
    talks: await begin(scene, TALKS),
    pool: await begin(scene, POOL),
    trashed: await beginTrashed(scene),
  };
  let isStopping = false;
  const keep = async (worker: number, work: (random: Random) => Promise<void>) => {
    const random = createRandom(seed * 100 + worker);
    while (!isStopping) await work(random);
  };
  const working = Promise.all([
    ...Array.from({ length: CHANGERS }, (_, i) => keep(i, (random) => change(scene, places, random))),
    ...Array.from({ length: OPERATORS }, (_, i) => keep(30 + i, (random) => operate(scene, places, random))),
    keep(60, (random) => purge(scene, random)),
  ]);
  working.catch(() => undefined); // told by `stop`
  return {
    promised,
    async stop() {
      isStopping = true;
      await working;
    },
  };
}

async function begin({ client, promised, inboxId, contactId }: Scene, count: number): Promise<Begun[]> {
  const begun: Begun[] = [];
  const one = async () => {
    while (begun.length < count) {
      const place = begun.push({ id: 0, displayId: 0 }) - 1;
      const { id, displayId } = await client.post("/v1/conversations", { inboxId, contactId });
      begun[place] = { id, displayId };
      promised.begun.push(id);
    }
  };
  await Promise.all(Array.from({ length: CHANGERS }, one));
  return begun;
}

async function beginTrashed(scene: Scene): Promise<Begun> {
  const [trashed = { id: 0, displayId: 0 }] = await begin(scene, 1);
  await scene.client.post(`/v1/conversations/${trashed.displayId}/trash`, {});
  return trashed;
}

/** One conversation, also one that a bulk operation may be at. */
async function change({ client, promised }: Scene, { talks, pool }: Places, random: Random): Promise<void> {
  const { displayId } = random.pick(random.isLikely(0.8) ? talks : pool);
  const path = `/v1/conversations/${displayId}/status`;
  const { id, version, status } = await client.post(path, { signal: random.pick(SIGNALS) });
  promised.changes.push({ id, version, status });
}

/** Many; sometimes with one that refuses, at which all or nothing is nothing. */
async function operate(scene: Scene, { pool, trashed }: Places, random: Random): Promise<void> {
  const isAtomic = random.isLikely(0.3);
  const size = isAtomic ? AT_ONCE : MANY;
  const from = random.between(0, pool.length - size.max);
  const chosen = pool.slice(from, from + random.between(size.min, size.max));
  if (random.isLikely(0.3)) chosen.push(trashed);
  await end(scene, {
    action: "status",
    params: { signal: random.pick(SIGNALS) },
    target: { ids: chosen.map(({ id }) => id) },
    mode: isAtomic ? "atomic" : "best_effort",
  });
}

async function end({ client, promised }: Scene, asked: object): Promise<void> {
  let bulk: BulkOperationDto = await client.post("/v1/bulk-operations", asked);
  const hasEnded = async () => {
    bulk = await client.get(`/v1/bulk-operations/${bulk.id}`);
    return bulk.state !== "running";
  };
  if (!(await waitUntil(hasEnded, END))) throw new Error(`bulk operation ${bulk.id} does not end`);
  promised.bulks.push(bulk);
}

/** Begins some, with something to say, into the trash together, and for ever. */
async function purge(scene: Scene, random: Random): Promise<void> {
  const { client, promised } = scene;
  const doomed = await begin(scene, random.between(DOOMED.min, DOOMED.max));
  const ids = doomed.map(({ id }) => id);
  for (const { displayId } of doomed.slice(0, 5))
    await client.post(`/v1/conversations/${displayId}/messages`, { content: SECRET, direction: "in" });
  await end(scene, { action: "trash", target: { ids } });
  const { token } = await client.post("/v1/deletions/prepare", { ids });
  let deletion: DeletionDto = await client.post("/v1/deletions/confirm", { token });
  const hasEnded = async () => {
    deletion = await client.get(`/v1/deletions/${deletion.operationId}`);
    return deletion.state !== "running";
  };
  if (!(await waitUntil(hasEnded, END))) throw new Error(`deletion ${deletion.id} does not end`);
  promised.purges.push({ deletion, ids });
}
