import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptSend, evolutionFault } from "@/test/support/clients/evolution-server";
import { type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

test("a message that waits for an earlier one of its conversation says which, until that one is sent", async () => {
  const inbox = await scene.open();
  await inbox.receive({ conversation: "Hello" });
  scene.server.onSend = evolutionFault(429, "Too many", { "retry-after": "30" });
  const first = await inbox.reply({ content: "One" });
  await scene.turn();
  const second = await inbox.reply({ content: "Two" });
  const waitsFor = async ({ id }: { id: number }) =>
    (await inbox.client.get(`/v1/messages/${id}/receipts`)).body.waitsFor;
  expect(await waitsFor(first)).toBeNull();
  const { id: messageId, number, createdAt } = first;
  expect(await waitsFor(second)).toEqual({ messageId, number, createdAt });
  scene.server.onSend = acceptSend;
  const { database } = scene.api.world;
  await database.query("update inbox_sending set open_until = null where account_id = $1", [inbox.accountId]);
  await database.query("update send set due_at = now() - interval '1 second' where account_id = $1", [
    inbox.accountId,
  ]);
  await scene.turn();
  expect(await waitsFor(second)).toBeNull();
});
