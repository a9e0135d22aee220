import { afterAll, beforeAll, expect, test } from "vitest";
import { PNG } from "@/test/support/scenes/files";
import { fetchLateFiles } from "@/test/support/scenes/late-files";
import {
  ACCESS_TOKEN,
  CUSTOMER,
  type OpenWhatsapp,
  openWhatsappScene,
  type WhatsappScene,
} from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  scene = await openWhatsappScene();
});
afterAll(() => scene.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const fetchIn = (ms: number) => fetchLateFiles(scene.api.services, ms);
const saveToken = async ({ client, inboxId }: OpenWhatsapp, accessToken: string) =>
  expect((await client.patch(`/v1/inboxes/${inboxId}`, { settings: { accessToken } })).status).toBe(200);
const filesOf = async (inbox: OpenWhatsapp) =>
  (await inbox.messages()).flatMap(({ attachments = [] }) => attachments);

/** A picture that cannot be had now. */
async function receivePicture(inbox: OpenWhatsapp, id: string) {
  scene.graph.files.set(id, { bytes: PNG, type: "image/png" });
  return inbox.receive({ type: "image", image: { id, mime_type: "image/png", caption: "Broken" } });
}

test("a file that came while the access token had expired is fetched once the next one is saved", async () => {
  const inbox = await scene.open();
  await saveToken(inbox, "EAAG-an-expired-token");
  expect(await receivePicture(inbox, "while-expired")).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ content: "Broken", attachments: [{ state: "pending" }] }]);
  for (const hours of [1, 2, 3, 4, 5, 6]) await fetchIn(hours * HOUR);
  expect(await filesOf(inbox)).toMatchObject([{ state: "pending" }]);
  await saveToken(inbox, ACCESS_TOKEN);
  await fetchIn(6 * HOUR); // at once
  const [file] = await filesOf(inbox);
  expect(file).toMatchObject({ name: "image.png", state: "ready", bytes: PNG.length });
});

test("a file that Meta does not give for a week is not reachable", async () => {
  const inbox = await scene.open();
  scene.graph.broken.add("never");
  expect(await receivePicture(inbox, "never")).toBe(200);
  for (let at = 0; at < 8 * DAY; at += HOUR) await fetchIn(at);
  expect(await filesOf(inbox)).toMatchObject([{ state: "failed", failure: "not_reachable" }]);
});

test("messages keep their order while a file cannot be had, and a repetition stores none twice", async () => {
  const inbox = await scene.open();
  scene.graph.files.set("voice", { bytes: Buffer.from("OggS".padEnd(200, "\0")), type: "audio/ogg" });
  scene.graph.broken.add("voice");
  const timestamp = String(Math.floor(Date.now() / 1000));
  const audio = { id: "voice", mime_type: "audio/ogg; codecs=opus", voice: true };
  const messages = [
    { from: CUSTOMER, id: "wamid.late.1", timestamp, type: "audio", audio },
    { from: CUSTOMER, id: "wamid.late.2", timestamp, type: "text", text: { body: "Did you get it?" } },
  ];
  expect([await inbox.deliver({ messages }), await inbox.deliver({ messages })]).toEqual([200, 200]);
  scene.graph.broken.delete("voice");
  await fetchIn(HOUR);
  const stored = await inbox.messages();
  expect(stored.map(({ sourceId }) => sourceId)).toEqual(["wamid.late.1", "wamid.late.2"]);
  expect(await filesOf(inbox)).toMatchObject([{ name: "voice.ogg", state: "ready", bytes: 200 }]);
});
