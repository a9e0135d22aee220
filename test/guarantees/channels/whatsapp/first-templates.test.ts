import { afterAll, beforeAll, expect, test } from "vitest";
import { createTokenTenant } from "@/test/support/clients/api";
import { callTrpc, cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import {
  newPhoneNumberId,
  openInbox,
  openWhatsappScene,
  type WhatsappScene,
} from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
let screens: Screens;
beforeAll(async () => {
  scene = await openWhatsappScene();
  screens = await openScreens(scene.api.world);
});
afterAll(async () => {
  await screens.close();
  await scene.close();
});

const READY = { name: "order_ready", language: "en", parameters: { body: ["Bea", "A-17"] } };

/** An inbox of WhatsApp, a contact, and a member at their screens. */
async function open(contact: object) {
  const tenant = await createTokenTenant(scene.api);
  const inbox = await openInbox({ ...scene, ...tenant }, newPhoneNumberId());
  const { id: contactId } = (await tenant.client.post("/v1/contacts", contact)).body;
  const cookie = await cookieFor(scene.api.world, tenant.admin);
  const { inboxId } = inbox;
  const call = (path: string, kind: "query" | "mutation", input: object = {}) =>
    callTrpc(screens, { path, kind, input: { inboxId, ...input }, cookie });
  const reach = async () => (await call("templates.reach", "query", { contactId })).data;
  const start = (input: object) => call("conversations.start", "mutation", { contactId, ...input });
  return { inbox, call, reach, start };
}

test("a member begins a conversation with a template, where free text is refused", async () => {
  const { inbox, call, reach, start } = await open({ name: "Bea", phone: "+15550777" });
  expect(await reach()).toEqual({ isReachable: true, window: { closesAt: null } });
  const listed = await call("templates.ofInbox", "query");
  expect(listed.data).toMatchObject([{ name: "order_ready", language: "en" }, { name: "offer" }]);
  expect((await start({ content: "Hello" })).refusal?.code).toBe("channel.window_closed");
  const begin = () => start({ channelTemplate: READY, clientId: "first-template" });
  const [begun, again] = [await begin(), await begin()];
  expect(again.data).toEqual(begun.data);
  await scene.turn();
  expect(inbox.sent()).toMatchObject([{ json: { to: "15550777", template: { name: "order_ready" } } }]);
});

test("what the provider has not approved, and a template beside a text, begin nothing", async () => {
  const { inbox, start } = await open({ name: "Bea", phone: "+15550777" });
  const refused = async (input: object) => (await start(input)).refusal;
  expect(await refused({ channelTemplate: { ...READY, language: "de" } })).toMatchObject({
    code: "channel_template.not_approved",
  });
  expect(await refused({ channelTemplate: READY, content: "Hello" })).toMatchObject({
    code: "input.invalid",
    field: "channelTemplate",
  });
  expect((await inbox.client.get("/v1/conversations")).body.data).toEqual([]);
});

test("a contact whom the inbox cannot reach is known before a conversation begins; one who wrote is reached, with an open window", async () => {
  const { inbox, call, reach } = await open({ name: "Bea" });
  expect(await reach()).toEqual({ isReachable: false, window: { closesAt: null } });
  await inbox.receive({ type: "text", text: { body: "Hello" } });
  const [{ contactId }] = (await inbox.client.get("/v1/conversations")).body.data;
  const { data } = await call("templates.reach", "query", { contactId });
  expect(data).toEqual({ isReachable: true, window: { closesAt: expect.any(String) } });
});
