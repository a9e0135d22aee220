import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openNumbers } from "@/server/channels/whatsapp/number/follow-numbers";
import { waitUntil } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
import {
  APP_SECRET,
  newPhoneNumberId,
  type OpenWhatsapp,
  openInbox,
  openWhatsappScene,
  type WhatsappScene,
} from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  scene = await openWhatsappScene();
});
afterAll(() => scene.close());

const healthOf = async ({ client, inboxId }: OpenWhatsapp) =>
  (await client.get(`/v1/inboxes/${inboxId}/health`)).body;
const until = async (isDone: () => Promise<boolean>) =>
  expect(await waitUntil(isDone, { withinMs: 90_000 })).toBe(true);

/** A worker that reads the numbers of all inboxes. */
function start(againMs = 50): void {
  const { services } = scene.api;
  const numbers = openNumbers({ services, log, lookMs: 20, rhythm: { everyMs: 3_600_000, againMs } });
  onTestFinished(numbers.close);
}

/** Posts a report of Meta about the inbox's account, as Meta signs it. */
async function report(inbox: OpenWhatsapp, field: string, value: object, { at = new Date(), id = "" } = {}) {
  const time = Math.floor(at.getTime() / 1_000);
  const entry = { id: id || inbox.settings["businessAccountId"], time, changes: [{ field, value }] };
  const body = JSON.stringify({ object: "whatsapp_business_account", entry: [entry] });
  const signature = createHmac("sha256", APP_SECRET).update(body).digest("hex");
  const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
  return (await fetch(inbox.url, { method: "POST", body, headers })).status;
}

test("the number of an inbox is read by itself, and shown by its health with the time", async () => {
  const inbox = await scene.open();
  expect(await healthOf(inbox)).toMatchObject({ state: "connecting", hasConnection: true });
  expect(await healthOf(inbox)).not.toHaveProperty("number");
  start();
  await until(async () => "number" in (await healthOf(inbox)));
  const health = await healthOf(inbox);
  expect(health).toMatchObject({ state: "connected", error: null });
  expect(health.number).toEqual({
    at: expect.any(String),
    displayNumber: "+1 555-0100",
    name: "Acme",
    nameStatus: "APPROVED",
    status: "CONNECTED",
    quality: "GREEN",
    limit: "TIER_2K",
  });
});

test("a token that reads the number no more makes the inbox disconnected with Meta's words, and new settings connect it", async () => {
  const inbox = await scene.open();
  start();
  await until(async () => (await healthOf(inbox)).state === "connected");
  const change = (accessToken: string | undefined) =>
    inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { settings: { accessToken } });
  await change("an expired token");
  await until(async () => (await healthOf(inbox)).state === "disconnected");
  const health = await healthOf(inbox);
  expect(health.error).toContain("190 Invalid OAuth access token.");
  expect(health.nextTryAt).not.toBeNull();
  expect(health.number).toMatchObject({ quality: "GREEN" });
  await change(inbox.settings["accessToken"]);
  await until(async () => (await healthOf(inbox)).state === "connected");
});

test("an inbox whose secrets cannot be opened is disconnected and says why, and connects with new ones", async () => {
  const inbox = await scene.open();
  await scene.api.services.database.query(
    "update inbox set channel_secrets = 'of another installation' where id = $1",
    [inbox.inboxId],
  );
  start();
  await until(async () => (await healthOf(inbox)).state === "disconnected");
  expect(await healthOf(inbox)).toMatchObject({
    error: "The settings of the channel are no longer valid. Save them again.",
    nextTryAt: null,
  });
  const { accessToken, appSecret, verifyToken } = inbox.settings;
  const settings = { accessToken, appSecret, verifyToken };
  expect((await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, { settings })).status).toBe(200);
  await until(async () => (await healthOf(inbox)).state === "connected");
});

test("versions of Graph before 24.0 are asked for the limit of the number", async () => {
  const inbox = await scene.open();
  await inbox.client.patch(`/v1/inboxes/${inbox.inboxId}`, {
    settings: { graphUrl: `${scene.graph.url}/v23.0` },
  });
  const checked = await inbox.client.post(`/v1/inboxes/${inbox.inboxId}/check`);
  expect(checked.body.findings).toContainEqual(
    expect.objectContaining({ code: "messaging_limit", message: expect.stringContaining("1k") }),
  );
});

test("a report of Meta is shown with its time, and makes the number be read anew", async () => {
  const inbox = await scene.open();
  start();
  await until(async () => "number" in (await healthOf(inbox)));
  scene.graph.number.quality_rating = "YELLOW";
  onTestFinished(() => {
    scene.graph.number.quality_rating = "GREEN";
  });
  const at = new Date("2026-11-20T08:00:00.000Z");
  const value = { display_phone_number: "15550100", event: "FLAGGED", current_limit: "TIER_2K" };
  expect(await report(inbox, "phone_number_quality_update", value, { at })).toBe(200);
  await until(async () => (await healthOf(inbox)).number.quality === "YELLOW");
  expect((await healthOf(inbox)).notices).toEqual({
    phone_number_quality_update: { at: at.toISOString(), event: "FLAGGED", detail: "TIER_2K" },
  });
});

test.each([
  [
    "phone_number_name_update",
    {
      display_phone_number: "15550100",
      decision: "REJECTED",
      requested_verified_name: "Acme",
      rejection_reason: "NAME_FORMAT_UNACCEPTABLE",
    },
    { event: "REJECTED", detail: "NAME_FORMAT_UNACCEPTABLE" },
  ],
  [
    "account_update",
    { event: "DISABLED_UPDATE", ban_info: { waba_ban_state: "SCHEDULE_FOR_DISABLE" } },
    { event: "DISABLED_UPDATE", detail: "SCHEDULE_FOR_DISABLE" },
  ],
  [
    "account_update",
    { event: "ACCOUNT_VIOLATION", violation_info: { violation_type: "ADULT" } },
    { event: "ACCOUNT_VIOLATION", detail: "ADULT" },
  ],
  [
    "account_update",
    {
      event: "ACCOUNT_RESTRICTION",
      restriction_info: [{ restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING" }],
    },
    { event: "ACCOUNT_RESTRICTION", detail: "RESTRICTED_BIZ_INITIATED_MESSAGING" },
  ],
])("the report %s %j is shown", async (field, value, notice) => {
  const inbox = await scene.open();
  expect(await report(inbox, field, value)).toBe(200);
  expect((await healthOf(inbox)).notices[field]).toMatchObject(notice);
});

test("of reports in any order the newest stays, and one of prices shows nothing", async () => {
  const inbox = await scene.open();
  const ban = (state: string) => ({ event: "DISABLED_UPDATE", ban_info: { waba_ban_state: state } });
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  await report(inbox, "account_update", ban("REINSTATE"), { at: ago(1) });
  await report(inbox, "account_update", ban("DISABLE"), { at: ago(9) });
  await report(inbox, "account_update", { event: "VOLUME_BASED_PRICING_TIER_UPDATE" });
  expect((await healthOf(inbox)).notices.account_update.detail).toBe("REINSTATE");
});

test("a partner's event is about the account that it names; another account's report and a forged one change nothing", async () => {
  const inbox = await scene.open();
  const event = "PARTNER_APP_UNINSTALLED";
  await report(inbox, "account_update", { event }, { id: "700000007" });
  expect(await healthOf(inbox)).not.toHaveProperty("notices");
  const body = JSON.stringify({ entry: [{ id: inbox.settings["businessAccountId"], changes: [] }] });
  const forged = await fetch(inbox.url, {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": "sha256=00" },
  });
  expect(forged.status).toBe(401);
  const waba_info = { waba_id: inbox.settings["businessAccountId"] };
  await report(inbox, "account_update", { event, waba_info }, { id: "700000007" });
  expect((await healthOf(inbox)).notices.account_update).toMatchObject({ event, detail: null });
});

test("a webhook for a number that no inbox has is answered 200, counted with the time, and stores nothing", async () => {
  const inbox = await scene.open();
  const phoneNumberId = newPhoneNumberId();
  const value = (id: string) => ({
    messages: [{ from: "1555", id, timestamp: "1760000000", type: "text", text: { body: "Hi" } }],
  });
  const before = Date.now();
  const answers = await Promise.all(
    ["a", "b", "c"].map((id) => inbox.deliver(value(`wamid.unknown.${id}`), { phoneNumberId })),
  );
  expect(answers).toEqual([200, 200, 200]);
  const { unknownNumbers } = await healthOf(inbox);
  expect(unknownNumbers).toEqual({
    [phoneNumberId]: { displayNumber: "15550100", count: 3, lastAt: expect.any(String) },
  });
  expect(new Date(unknownNumbers[phoneNumberId].lastAt).getTime()).toBeGreaterThanOrEqual(before - 1_000);
  expect((await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}`)).body.data).toEqual([]);
  const checked = await inbox.client.post(`/v1/inboxes/${inbox.inboxId}/check`);
  expect(checked.body.findings).toContainEqual(
    expect.objectContaining({
      level: "warning",
      code: "unknown_number",
      message: expect.stringContaining(phoneNumberId),
    }),
  );
  const { client, accountId, token } = inbox;
  await openInbox({ api: scene.api, graph: scene.graph, client, accountId, token }, phoneNumberId);
  expect(await healthOf(inbox)).not.toHaveProperty("unknownNumbers");
  expect(await inbox.deliver(value("wamid.known"), { phoneNumberId })).toBe(200);
});

test("the check names another inbox of the account that has the same number", async () => {
  const inbox = await scene.open();
  const { client, accountId, token, settings } = inbox;
  const place = { api: scene.api, graph: scene.graph, client, accountId, token };
  const other = await openInbox(place, String(settings["phoneNumberId"]));
  await client.patch(`/v1/inboxes/${other.inboxId}`, { name: "Sales" });
  const checked = await client.post(`/v1/inboxes/${inbox.inboxId}/check`);
  expect(checked.body.findings).toContainEqual({
    level: "warning",
    code: "connected_twice",
    message: expect.stringContaining("The inbox Sales is connected with the same number"),
  });
  await client.patch(`/v1/inboxes/${other.inboxId}`, { settings: { phoneNumberId: newPhoneNumberId() } });
  const again = await client.post(`/v1/inboxes/${inbox.inboxId}/check`);
  expect(again.body.findings).not.toContainEqual(expect.objectContaining({ code: "connected_twice" }));
});
