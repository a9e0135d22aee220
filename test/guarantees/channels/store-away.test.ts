import { afterAll, beforeAll, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { FileStoreAway } from "@/server/lib/files/file-store";
import type { Api } from "@/test/support/clients/api";
import { type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";
import { PNG } from "@/test/support/scenes/files";
import { CUSTOMER, openWhatsappScene, type WhatsappScene } from "@/test/support/scenes/whatsapp-scene";

/** What channels bring is sent by nobody again once it was taken, so that a file waits for its store. */

let whatsapp: WhatsappScene;
let evolution: EvolutionScene;
beforeAll(async () => {
  whatsapp = await openWhatsappScene();
  evolution = await openEvolutionScene();
});
afterAll(async () => {
  await whatsapp.close();
  await evolution.close();
});

async function whileAway<R>(api: Api, work: () => Promise<R>): Promise<R> {
  const { services } = api;
  const write = () => Promise.reject(new FileStoreAway("connect ECONNREFUSED"));
  api.services = createServices({ ...services, files: { ...services.files, write } });
  try {
    return await work();
  } finally {
    api.services = services;
  }
}

const inMs = (ms: number) => String(Math.floor((Date.now() + ms) / 1000));
const TEN_MINUTES_AGO = -700_000;

test("WhatsApp: a file that the store does not take now makes Meta repeat the webhook, for ten minutes", async () => {
  const inbox = await whatsapp.open();
  whatsapp.graph.files.set("photo", { bytes: PNG, type: "image/png" });
  const image = { id: "photo", mime_type: "image/png" };
  const of = (id: string, timestamp: string) => ({
    messages: [{ from: CUSTOMER, id, timestamp, type: "image", image }],
  });
  const [fresh, old] = [of("wamid.new", inMs(0)), of("wamid.old", inMs(TEN_MINUTES_AGO))];
  expect(await whileAway(whatsapp.api, () => inbox.deliver(fresh))).toBe(503);
  expect(await inbox.deliver(fresh)).toBe(200);
  expect(await whileAway(whatsapp.api, () => inbox.deliver(old))).toBe(200);
  const stored = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(stored.map(({ attachments }) => attachments)).toMatchObject([
    [{ name: "image.png", state: "ready" }],
    [{ name: "image.png", state: "failed", failure: "not_stored" }],
  ]);
});

test("Evolution API: a file that the store does not take now makes it repeat the webhook, for ten minutes", async () => {
  const inbox = await evolution.open();
  const content = { imageMessage: { mimetype: "image/png" }, base64: PNG.toString("base64") };
  const fresh = inbox.message(content);
  const old = inbox.message(content, { messageTimestamp: Number(inMs(TEN_MINUTES_AGO)) });
  const post = (message: object) => inbox.post("messages.upsert", message);
  expect(await whileAway(evolution.api, () => post(fresh))).toBe(503);
  expect(await post(fresh)).toBe(200);
  expect(await whileAway(evolution.api, () => post(old))).toBe(200);
  expect((await inbox.messages()).map(({ attachments }) => attachments)).toMatchObject([
    [{ name: "image.png", state: "ready" }],
    [{ name: "image.png", state: "failed", failure: "not_stored" }],
  ]);
});
