import type { BulkOperationDto } from "@/server/contract/conversation/bulk";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Random } from "@/server/setup/demo/random";
import { type Places, type Scene, sendRequest, type Work } from "./scene";
import { SIGNALS } from "./single";

const MANY = { min: 205, max: 250 };
const AT_ONCE = { min: 40, max: 120 };
export const END = { withinMs: 120_000, everyMs: 50 };

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
export async function toTheEnd(scene: Scene, input: object, random: Random): Promise<BulkOperationDto> {
  let bulk: BulkOperationDto = await sendRequest(scene, "/v1/bulk-operations", input, random);
  const hasEnded = async () => {
    bulk = await scene.client.get(`/v1/bulk-operations/${bulk.id}`);
    return bulk.state !== "running";
  };
  if (!(await waitUntil(hasEnded, END))) throw new Error(`bulk operation ${bulk.id} does not end`);
  scene.promised.bulks.push(bulk);
  return bulk;
}
