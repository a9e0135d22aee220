import { sendRequest, type Work } from "./scene";

const SIGNALS = ["sent", "failed", "delivered", "read"];
const REPORTS = 3;

/** An outgoing message and reports about it, while its conversation may be moved. */
export const tick: Work = async (scene, { talks, pool }, random) => {
  const { displayId } = random.pick(random.isLikely(0.5) ? talks : pool);
  const path = `/v1/conversations/${displayId}/messages`;
  const { id } = await sendRequest(scene, path, { content: "Hello" }, random);
  for (let i = 0; i < REPORTS; i++) {
    const receipts = [{ messageId: id, signal: random.pick(SIGNALS) }];
    const { results } = await scene.client.repeat("/v1/receipts", { receipts });
    scene.promised.ticks.push({ id, status: results[0].status });
  }
};
