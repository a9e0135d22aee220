import type { DeletionDto } from "@/server/contract/deletion/deletion";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Random } from "@/server/setup/demo/random";
import { END, toTheEnd } from "./operate";
import { begin, type Scene, sendRequest, type Work } from "./scene";

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
