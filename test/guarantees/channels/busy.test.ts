import { afterAll, beforeAll, expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Api } from "@/test/support/clients/api";
import { CUSTOMER_JID, type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";
import { openWhatsappScene, type WhatsappScene } from "@/test/support/scenes/whatsapp-scene";

/** What channels report once is stored once the server is no longer busy: a provider repeats only what was not accepted. */

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

async function whileBusy<R>(api: Api, work: () => Promise<R>): Promise<R> {
  const { services } = api;
  const refuse = () => Promise.reject(new Refusal("server.busy"));
  api.services = { ...services, run: Object.assign(refuse, services.run) };
  try {
    return await work();
  } finally {
    api.services = services;
  }
}

const nowS = () => String(Math.floor(Date.now() / 1_000));

test("WhatsApp: a customer's edit and deletion are reported again while the server is busy", async () => {
  const inbox = await whatsapp.open();
  await inbox.receive({ id: "wamid.busy.edited", type: "text", text: { body: "Oen" } });
  await inbox.receive({ id: "wamid.busy.deleted", type: "text", text: { body: "Two" } });
  const edit = {
    type: "edit",
    edit: { original_message_id: "wamid.busy.edited", message: { type: "text", text: { body: "One" } } },
  };
  const revoke = { type: "revoke", revoke: { original_message_id: "wamid.busy.deleted" } };
  for (const change of [edit, revoke]) {
    const one = { ...change, timestamp: nowS() };
    expect(await whileBusy(whatsapp.api, () => inbox.receive(one))).toBe(503);
    expect(await inbox.receive(one)).toBe(200);
  }
  const received = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(received).toMatchObject([{ content: "One" }, { deletedAt: expect.any(String) }]);
});

test("Evolution API: edits, deletions and reactions are reported again while the server is busy", async () => {
  const inbox = await evolution.open();
  const [edited, deleted] = [inbox.message({ conversation: "Oen" }), inbox.message({ conversation: "Two" })];
  for (const message of [edited, deleted]) await inbox.post("messages.upsert", message);
  const reaction = inbox.message({
    reactionMessage: { key: { id: edited.key.id, remoteJid: CUSTOMER_JID }, text: "👍" },
  });
  const reports: [string, object][] = [
    ["messages.edited", { key: edited.key, type: "MESSAGE_EDIT", editedMessage: { conversation: "One" } }],
    ["messages.delete", { ...deleted.key, status: "DELETED" }],
    ["messages.upsert", reaction],
  ];
  for (const [event, data] of reports) {
    expect(await whileBusy(evolution.api, () => inbox.post(event, data))).toBe(503);
    expect(await inbox.post(event, data)).toBe(200);
  }
  const received = (await inbox.messages()).filter(({ direction }) => direction === "in");
  expect(received).toMatchObject([
    { content: "One", reactions: [{ emoji: "👍" }] },
    { deletedAt: expect.any(String) },
  ]);
});
