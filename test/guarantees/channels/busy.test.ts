import { afterAll, beforeAll, expect, test } from "vitest";
import { linkContactToInbox } from "@/server/commands/contacts/save-contact";
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

/** `command`: the only one that is refused, if not all are. */
async function whileBusy<R>(api: Api, work: () => Promise<R>, command?: unknown): Promise<R> {
  const { services } = api;
  const { run } = services;
  const refuse: typeof run = Object.assign(
    (...args: Parameters<typeof run>) =>
      command === undefined || args[0] === command
        ? Promise.reject(new Refusal("server.busy"))
        : run(...args),
    run,
  );
  api.services = { ...services, run: refuse };
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

test("Evolution API: a message whose writer's ids cannot be united now is reported again, and begins no conversation", async () => {
  const inbox = await evolution.open();
  await inbox.receive({ conversation: "Hello" }, { key: { remoteJid: "998877665544@lid" } });
  const key = { remoteJid: "998877665544@lid", remoteJidAlt: CUSTOMER_JID };
  const message = inbox.message({ conversation: "It is me" }, { key });
  const post = () => inbox.post("messages.upsert", message);
  expect(await whileBusy(evolution.api, post, linkContactToInbox)).toBe(503);
  expect(await post()).toBe(200);
  expect(await inbox.conversations()).toHaveLength(1);
  expect(await inbox.messages()).toHaveLength(2);
});
