import { afterAll, beforeAll, expect, test } from "vitest";
import { type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";
import { PNG } from "@/test/support/scenes/files";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

test("each picture of an album is a message with its file, and what announces the album is none", async () => {
  const inbox = await scene.open();
  expect(await inbox.receive({ albumMessage: { expectedImageCount: 2 } })).toBe(200);
  expect(await inbox.conversations()).toEqual([]);
  const imageMessage = { caption: "Both", mimetype: "image/png" };
  const picture = inbox.message({ associatedChildMessage: { message: { imageMessage } } });
  scene.server.files.set(picture.key.id, PNG);
  expect(await inbox.post("messages.upsert", picture)).toBe(200);
  expect(await inbox.messages()).toMatchObject([
    { content: "Both", attachments: [{ name: "image.png", bytes: PNG.length }] },
  ]);
});
