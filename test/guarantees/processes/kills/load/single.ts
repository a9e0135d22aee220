import type { Random } from "@/server/setup/demo/random";
import { type Places, type Scene, sendRequest, type Work } from "./scene";

/** None of them is refused by a conversation that is not in the trash. */
export const SIGNALS = ["resolve", "reopen", "markPending"];

/** To another status. */
export const change: Work = (scene, places, random) =>
  one({ scene, places, random }, "status", { signal: random.pick(SIGNALS) });

/** To one of the inboxes; to be in it already is no change. */
export const move: Work = (scene, places, random) =>
  one({ scene, places, random }, "move", { inboxId: random.pick(scene.inboxIds) });

/** Of one conversation, also one that a bulk operation may be at. */
async function one(
  { scene, places: { talks, pool }, random }: { scene: Scene; places: Places; random: Random },
  action: string,
  body: object,
): Promise<void> {
  const { displayId } = random.pick(random.isLikely(0.7) ? talks : pool);
  const changed = await sendRequest(scene, `/v1/conversations/${displayId}/${action}`, body, random);
  const { id, version, status, inboxId } = changed;
  scene.promised.changes.push({ id, version, status, inboxId });
}
