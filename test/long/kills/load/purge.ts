import type { BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Random } from "@/server/setup/demo/random";
import { begin, type Places, type Scene, SIGNALS, sendRequest, type Work } from "./scene";

/** The text in conversations that are deleted permanently: nobody may read it afterwards. */
export const SECRET = "what nobody may read afterwards";

const DOOMED = { min: 21, max: 30 };
const SPEAKING = 5;

/** Creates conversations with messages, trashes them together, and deletes them permanently by a deletion. */
export const purge: Work = async (scene, _, random) => {
  const { ids, token } = await prepare(scene, random);
  scene.promised.purges.push({ deletion: await deleteIn(scene, token, random), ids });
};

/** The same by a bulk operation. */
export const purgeInBulk: Work = async (scene, _, random) => {
  const { ids, token } = await prepare(scene, random);
  const { operationId } = await toTheEnd(scene, { action: "purge", token }, random);
  scene.promised.purges.push({ deletion: await scene.client.get(`/v1/deletions/${operationId}`), ids });
};

async function prepare(scene: Scene, random: Random): Promise<{ ids: number[]; token: string }> {
  const { client } = scene;
  const doomed = await begin(scene, random.between(DOOMED.min, DOOMED.max), random);
  const ids = doomed.map(({ id }) => id);
  for (const { displayId } of doomed.slice(0, SPEAKING))
    await client.post(`/v1/conversations/${displayId}/messages`, { content: SECRET, direction: "in" });
  await toTheEnd(scene, { action: "trash", target: { ids } }, random);
  const { token } = await client.post("/v1/deletions/prepare", { ids });
  return { ids, token };
}

async function deleteIn(scene: Scene, token: string, random: Random): Promise<DeletionDto> {
  let deletion: DeletionDto = await sendRequest(scene, "/v1/deletions/confirm", { token }, random);
  const hasEnded = async () => {
    deletion = await scene.client.get(`/v1/deletions/${deletion.operationId}`);
    return deletion.state !== "running";
  };
  if (!(await waitUntil(hasEnded, END))) throw new Error(`deletion ${deletion.id} does not end`);
  return deletion;
}

const MANY = { min: 205, max: 250 };
const AT_ONCE = { min: 40, max: 120 };
const END = { withinMs: 120_000, everyMs: 50 };

/** Changes the status of many conversations. */
export const operate: Work = (scene, places, random) =>
  many({ scene, places, random }, { action: "status", params: { signal: random.pick(SIGNALS) } });

/** Moves many conversations to one of the inboxes. */
export const relocate: Work = (scene, places, random) =>
  many({ scene, places, random }, { action: "move", params: { inboxId: random.pick(scene.inboxIds) } });

/** Sometimes includes one that refuses, so that an all-or-nothing operation changes nothing. */
async function many(
  { scene, places: { pool, trashed }, random }: { scene: Scene; places: Places; random: Random },
  what: object,
): Promise<void> {
  const isAtomic = random.isLikely(0.3);
  const size = isAtomic ? AT_ONCE : MANY;
  const from = random.between(0, pool.length - size.max);
  const chosen = pool.slice(from, from + random.between(size.min, size.max));
  if (random.isLikely(0.3)) chosen.push(trashed);
  const target = { ids: chosen.map(({ id }) => id) };
  await toTheEnd(scene, { ...what, target, mode: isAtomic ? "atomic" : "best_effort" }, random);
}

/** Starts a bulk operation and waits for its end. */
async function toTheEnd(scene: Scene, input: object, random: Random): Promise<BulkOperationDto> {
  let bulk: BulkOperationDto = await sendRequest(scene, "/v1/bulk-operations", input, random);
  const hasEnded = async () => {
    bulk = await scene.client.get(`/v1/bulk-operations/${bulk.id}`);
    return bulk.state !== "running";
  };
  if (!(await waitUntil(hasEnded, END))) throw new Error(`bulk operation ${bulk.id} does not end`);
  scene.promised.bulks.push(bulk);
  return bulk;
}
