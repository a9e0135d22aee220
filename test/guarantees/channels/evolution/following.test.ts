import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { openInstances } from "@/server/channels/evolution/follow/lease-instances";
import { waitUntil as waitFor } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
import { acceptSend } from "@/test/support/clients/evolution-server";
import {
  type EvolutionScene,
  GROUP_JID,
  type OpenEvolution,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());
afterEach(() => {
  scene.server.onSend = acceptSend;
  scene.server.outage = null;
  scene.server.filtersTime = true;
});

const RHYTHM = { stateMs: 40, repairMs: 80, settleMs: 200, overlapMs: 60_000, namesMs: 100 };
const waitUntil = async (isDone: () => boolean | Promise<boolean>) =>
  expect(await waitFor(isDone, { withinMs: 20_000 })).toBe(true);
const nowS = () => Math.floor(Date.now() / 1000);

/** A process that follows all instances; closing it is its end. */
function start(rhythm = RHYTHM) {
  const { services, url: baseUrl } = scene.api;
  const followed = openInstances({ services, log, baseUrl, rhythm, lookMs: 50 });
  onTestFinished(followed.close);
  return followed;
}
const health = async ({ client, inboxId }: OpenEvolution) =>
  (await client.get(`/v1/inboxes/${inboxId}/health`)).body;
const caughtUp = async ({ accountId, inboxId }: OpenEvolution) => {
  const [row] = await scene.api.world.database.query<{ until: Date | null }>(
    "select caught_up_until as until from inbox_channel_health where account_id = $1 and inbox_id = $2",
    [accountId, inboxId],
  );
  return row?.until ?? null;
};
const contents = async (inbox: OpenEvolution) =>
  (await inbox.conversations()).length === 0 ? [] : (await inbox.messages()).map(({ content }) => content);
/** Messages that the instance has, and no webhook brought. */
const miss = (inbox: OpenEvolution, count: number, fromS = nowS() - 30) => {
  const { messages } = scene.server.instance(inbox.instance);
  const made = Array.from({ length: count }, (_, i) =>
    inbox.message({ conversation: `missed ${i + 1}` }, { messageTimestamp: fromS + Math.floor(i / 3) }),
  );
  messages.push(
    ...made.toSorted(() => Math.random() - 0.5).toSorted((a, b) => a.messageTimestamp - b.messageTimestamp),
  );
  return made;
};

test("the state of the instance is the inbox's, an instance is created, and the webhook is repaired by itself", async () => {
  const inbox = await scene.open();
  start();
  await waitUntil(async () => (await health(inbox)).state === "connected");
  const instance = scene.server.instance(inbox.instance);
  const { webhook } = instance;
  instance.webhook = { url: "https://n8n.example.test", events: [] };
  await waitUntil(() => instance.webhook?.url === webhook?.url);
  expect(instance.webhook).toEqual(webhook);
  instance.state = "close";
  await waitUntil(async () => (await health(inbox)).state === "disconnected");
  expect((await health(inbox)).error).toContain("QR code");
  scene.server.instances.delete(inbox.instance);
  await waitUntil(() => scene.server.instances.get(inbox.instance)?.created === true);
});

test("a disconnection that was over before anybody looked is followed by a search for what came meanwhile", async () => {
  const inbox = await scene.open();
  start({ ...RHYTHM, repairMs: 3_600_000, settleMs: 3_600_000 });
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  miss(inbox, 3);
  for (const state of ["close", "open"])
    await inbox.post("connection.update", { instance: inbox.instance, state, statusReason: 200 });
  await waitUntil(async () => (await contents(inbox)).length === 3);
});

test("the state that a webhook reports is shown at once", async () => {
  const inbox = await scene.open();
  await inbox.post("connection.update", { instance: inbox.instance, state: "close", statusReason: 401 });
  expect(await health(inbox)).toMatchObject({ state: "disconnected" });
  await inbox.post("connection.update", { instance: inbox.instance, state: "open", statusReason: 200 });
  expect(await health(inbox)).toMatchObject({ state: "connected", error: null });
});

test("messages from before the first connection are not imported", async () => {
  const inbox = await scene.open();
  miss(inbox, 5, nowS() - 3_600);
  start();
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  await waitUntil(() => scene.server.calls.filter((path) => path.startsWith("chat/findMessages")).length > 2);
  expect(await contents(inbox)).toEqual([]);
});

test.each([true, false])(
  "what came while we were away is stored once, in its order, with its time; the search knows times: %s",
  async (filtersTime) => {
    scene.server.filtersTime = filtersTime;
    const inbox = await scene.open();
    const first = start();
    await waitUntil(async () => (await caughtUp(inbox)) !== null);
    await first.close();
    const old = inbox.message({ conversation: "from long before" }, { messageTimestamp: nowS() - 86_400 });
    scene.server.instance(inbox.instance).messages.push(old);
    const missed = miss(inbox, 60, nowS() - 40);
    expect(await inbox.post("messages.upsert", missed[7])).toBe(200);
    start();
    await waitUntil(async () => (await stored(inbox)).length === missed.length);
    const rows = await stored(inbox);
    const times = rows.filter(({ content }) => content !== "missed 8").map(({ writtenS }) => writtenS);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(rows.map(({ content }) => content)).size).toBe(missed.length);
    expect(await contents(inbox)).not.toContain("from long before");
  },
);

/** The customer's messages in the order of the conversation. */
const stored = (inbox: OpenEvolution) =>
  scene.api.world.database.query<{ content: string; writtenS: number }>(
    `select content, extract(epoch from sent_at)::int as "writtenS" from message
      where account_id = $1 and inbox_id = $2 and direction = 'in' order by number`,
    [inbox.accountId, inbox.inboxId],
  );

test("after an outage of the instance what it got meanwhile is stored, also what it gets a moment later", async () => {
  const inbox = await scene.open();
  start();
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  const instance = scene.server.instance(inbox.instance);
  instance.state = "close";
  await waitUntil(async () => (await health(inbox)).state === "disconnected");
  miss(inbox, 3);
  instance.state = "open";
  await waitUntil(async () => (await contents(inbox)).length === 3);
  miss(inbox, 2, nowS() - 25);
  await waitUntil(async () => (await contents(inbox)).length === 5);
});

test("a message without a text or a file does not end the search: those behind it are stored", async () => {
  const inbox = await scene.open();
  const first = start();
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  await first.close();
  const empty = inbox.message({ conversation: "" }, { messageTimestamp: nowS() - 31 });
  scene.server.instance(inbox.instance).messages.push(empty);
  miss(inbox, 2);
  start();
  await waitUntil(async () => (await stored(inbox)).length === 3);
  expect((await stored(inbox))[0]?.content).toContain("of the type conversation");
});

test("ticks and edits that no webhook brought are found, each once", async () => {
  const inbox = await scene.open();
  start();
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  const theirs = inbox.message({ conversation: "At 4" });
  await inbox.post("messages.upsert", theirs);
  await inbox.reply({ content: "Fine" });
  await scene.turn();
  const { messages } = scene.server.instance(inbox.instance);
  const ours = messages.at(-1);
  ours?.MessageUpdate.push({ status: "DELIVERY_ACK" }, { status: "READ" }, { status: "SERVER_ACK" });
  messages.push({ ...theirs, message: { conversation: "At 5" }, MessageUpdate: [{ status: "EDITED" }] });
  await waitUntil(async () => {
    const [first, second] = await inbox.messages();
    return first.content === "At 5" && second.status === "read";
  });
  const receipts = () =>
    scene.api.world.database.query("select signal from message_receipt where account_id = $1", [
      inbox.accountId,
    ]);
  const count = (await receipts()).length;
  const calls = scene.server.calls.length;
  await waitUntil(() => scene.server.calls.length > calls + 12);
  expect((await receipts()).length).toBe(count);
});

test("edits of what the phone wrote, and deletions by another program, are found; a text in WhatsApp's marks is no edit", async () => {
  const inbox = await scene.open();
  start();
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  const own = (text: string) => inbox.message({ conversation: text }, { key: { fromMe: true } });
  const [edited, deleted, gone] = [own("Fine"), own("Wrong chat"), own("Gone before it was here")];
  for (const one of [edited, deleted]) await inbox.post("messages.upsert", one);
  await inbox.reply({ content: "It is **done**" });
  await scene.turn();
  const { messages } = scene.server.instance(inbox.instance);
  const sent = messages.at(-1);
  sent?.MessageUpdate.push({ status: "EDITED" }, { status: "DELIVERY_ACK" });
  const isDeleted = (one: typeof gone) => ({ ...one, key: { ...one.key, deleted: true } });
  messages.push({ ...edited, message: { conversation: "Fine!" }, MessageUpdate: [{ status: "EDITED" }] });
  messages.push(isDeleted(deleted), isDeleted(gone));
  await waitUntil(async () => {
    const [first, second, third] = await inbox.messages();
    return first.content === "Fine!" && second.deletedAt !== null && third.status === "delivered";
  });
  const rows = await inbox.messages();
  expect([rows.length, rows[2].content, rows[2].editedAt]).toEqual([3, "It is **done**", null]);
});

test("a group that was renamed without a report has its new name", async () => {
  const inbox = await scene.open();
  const remoteJid = GROUP_JID;
  scene.server.groups.set(remoteJid, "Site");
  await inbox.receive({ conversation: "Hi" }, { key: { remoteJid, participant: "15550001@s.whatsapp.net" } });
  const nameOf = async () => (await inbox.conversations())[0].contact.name;
  expect(await nameOf()).toBe("Site");
  start();
  scene.server.groups.set(remoteJid, "Site, second floor");
  await waitUntil(async () => (await nameOf()) === "Site, second floor");
});

test("while the server is away the inbox says so, and goes on when it is back", async () => {
  const inbox = await scene.open();
  start();
  await waitUntil(async () => (await caughtUp(inbox)) !== null);
  scene.server.outage = 503;
  await waitUntil(async () => (await health(inbox)).error !== null);
  miss(inbox, 2);
  scene.server.outage = null;
  await waitUntil(async () => (await contents(inbox)).length === 2);
  expect(await health(inbox)).toMatchObject({ state: "connected" });
});
