import { afterAll, beforeAll, expect, test } from "vitest";
import {
  API_KEY,
  type EvolutionScene,
  type OpenEvolution,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";
import { PNG } from "@/test/support/scenes/files";
import { fetchLateFiles } from "@/test/support/scenes/late-files";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

const HOUR = 3_600_000;
const filesOf = async (inbox: OpenEvolution) =>
  (await inbox.messages()).flatMap(({ attachments = [] }) => attachments);

/** A picture that the server has, and how its webhook is answered. */
async function receivePicture(inbox: OpenEvolution) {
  const message = inbox.message({ imageMessage: { mimetype: "image/png", caption: "Look" } });
  scene.server.files.set(message.key.id, PNG);
  return inbox.post("messages.upsert", message);
}

test("a message is stored while its file cannot be had, which follows", async () => {
  const inbox = await scene.open();
  scene.server.outage = 503;
  expect(await receivePicture(inbox)).toBe(200);
  scene.server.outage = null;
  expect(await inbox.messages()).toMatchObject([{ content: "Look", attachments: [{ state: "pending" }] }]);
  await fetchLateFiles(scene.api.services, HOUR);
  expect(await filesOf(inbox)).toMatchObject([{ name: "image.png", state: "ready", bytes: PNG.length }]);
});

test("a file that came while the key was wrong is fetched with the right one", async () => {
  const inbox = await scene.open();
  const saveKey = async (apiKey: string) =>
    expect((await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { settings: { apiKey } })).status).toBe(
      200,
    );
  await saveKey("another-servers-key");
  expect(await receivePicture(inbox)).toBe(200);
  await fetchLateFiles(scene.api.services, HOUR);
  expect(await filesOf(inbox)).toMatchObject([{ state: "pending" }]);
  await saveKey(API_KEY);
  await fetchLateFiles(scene.api.services, 2 * HOUR);
  expect(await filesOf(inbox)).toMatchObject([{ state: "ready", bytes: PNG.length }]);
});
