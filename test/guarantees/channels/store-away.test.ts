import { afterAll, beforeAll, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { FileStoreAway } from "@/server/lib/files/file-store";
import type { Api } from "@/test/support/clients/api";
import { type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";
import { PNG } from "@/test/support/scenes/files";
import { fetchLateFiles } from "@/test/support/scenes/late-files";
import { openWhatsappScene, type WhatsappScene } from "@/test/support/scenes/whatsapp-scene";

/** What channels bring is sent once: a file waits for its store. */

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

const MINUTE = 60_000;
const WAITS = [{ name: "image.png", state: "pending" }];
const IS_READY = [{ name: "image.png", state: "ready", bytes: PNG.length }];

test("WhatsApp: a message is stored while its file cannot be, which follows", async () => {
  const inbox = await whatsapp.open();
  const { api, graph } = whatsapp;
  graph.files.set("photo", { bytes: PNG, type: "image/png" });
  const photo = { type: "image", image: { id: "photo", mime_type: "image/png" } };
  expect(await whileAway(api, () => inbox.receive(photo))).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ attachments: WAITS }]);
  await fetchLateFiles(api.services, MINUTE);
  expect(await inbox.messages()).toMatchObject([{ attachments: IS_READY }]);
});

test("Evolution API: a message is stored while the file that came with it cannot be, which follows", async () => {
  const inbox = await evolution.open();
  const { api, server } = evolution;
  const content = { imageMessage: { mimetype: "image/png" }, base64: PNG.toString("base64") };
  const message = inbox.message(content);
  server.files.set(message.key.id, PNG);
  expect(await whileAway(api, () => inbox.post("messages.upsert", message))).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ attachments: WAITS }]);
  await fetchLateFiles(api.services, MINUTE);
  expect(await inbox.messages()).toMatchObject([{ attachments: IS_READY }]);
});
