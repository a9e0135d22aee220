import { ask, type Work } from "./scene";

/** None of them is refused by a conversation that is not in the trash. */
export const SIGNALS = ["resolve", "reopen", "markPending"];

/** The status of one conversation, also one that a bulk operation may be at. */
export const change: Work = async (scene, { talks, pool }, random) => {
  const { displayId } = random.pick(random.isLikely(0.8) ? talks : pool);
  const body = { signal: random.pick(SIGNALS) };
  const { id, version, status, inboxId } = await ask(
    scene,
    `/v1/conversations/${displayId}/status`,
    body,
    random,
  );
  scene.promised.changes.push({ id, version, status, inboxId });
};

/** One conversation to one of the inboxes; to be in it already is no change. */
export const move: Work = async (scene, { talks, pool }, random) => {
  const { displayId } = random.pick(random.isLikely(0.6) ? talks : pool);
  const body = { inboxId: random.pick(scene.inboxIds) };
  const { id, version, status, inboxId } = await ask(
    scene,
    `/v1/conversations/${displayId}/move`,
    body,
    random,
  );
  scene.promised.changes.push({ id, version, status, inboxId });
};
