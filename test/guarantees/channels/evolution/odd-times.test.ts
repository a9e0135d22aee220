import { afterAll, beforeAll, expect, test } from "vitest";
import { type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

test("a time in milliseconds is understood, and a message with an impossible one is of unknown form", async () => {
  const inbox = await scene.open();
  const writtenS = Math.floor(Date.now() / 1000) - 60;
  expect(await inbox.receive({ conversation: "A" }, { messageTimestamp: writtenS * 1_000 })).toBe(200);
  for (const messageTimestamp of [1e300, 1e16, -1])
    expect(await inbox.receive({ conversation: "B" }, { messageTimestamp })).toBe(200);
  const received = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(received.map(({ sentAt }) => sentAt)).toEqual([new Date(writtenS * 1000).toISOString()]);
});
