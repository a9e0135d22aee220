import type { Random } from "@/server/setup/demo/random";
import { type Places, type Scene, sendRequest, type Work } from "./scene";

/** Signals that every live conversation accepts. */
export const SIGNALS = ["resolve", "reopen", "markPending"];

/** Changes the status. */
export const change: Work = (scene, places, random) =>
  one({ scene, places, random }, "status", { signal: random.pick(SIGNALS) });

/** Moves it to one of the inboxes, which may be its own. */
export const move: Work = (scene, places, random) =>
  one({ scene, places, random }, "move", { inboxId: random.pick(scene.inboxIds) });

/** Changes one conversation, perhaps during a bulk operation on it. */
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
