import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { checkSignature } from "@/server/files/file-url";
import { showDelivery } from "@/server/queries/webhooks/preview-webhook";
import type { Database } from "@/server/store/_postgres/db";
import { hashOf } from "@/server/store/events/outbox";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { type Taken, withStatus } from "@/test/support/clients/receiver";
import { addFile } from "@/test/support/scenes/files";
import { deliveriesOf } from "@/test/support/scenes/tested-conversation";
import { BASE_URL, openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createAgentLoader } from "./loaders";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A loader over the real tables whose statements are counted, and fail while the database is down. */
async function open() {
  const stage = await createStage(world);
  const seen = { statements: 0, isAway: false };
  const query: Database["query"] = (text, values) => {
    seen.statements++;
    return seen.isAway ? Promise.reject(new Error("away")) : world.database.query(text, values);
  };
  const ids = [stage.admin, stage.agent, stage.outsider].map(({ userId }) => userId ?? 0);
  const user = (id = 0, accountId = stage.accountId) => ({ accountId, type: "user", id }) as const;
  const loader = createAgentLoader({ query }, () => world.clock.now);
  return { stage, seen, ids, user, of: (id = 0) => loader.of(stage.accountId, [user(id)]), loader };
}

test("actors requested in the same turn are loaded by one statement and cached", async () => {
  const { stage, seen, ids, user, of, loader } = await open();
  const requested = [...ids, ids[1]];
  const found = await Promise.all(requested.map(of));
  expect(found.map((agentOf, index) => agentOf(user(requested[index]))?.id)).toEqual(requested);
  expect(seen.statements).toBe(1);
  expect(of(ids[2])).not.toBeInstanceOf(Promise);
  expect(loader.of(stage.accountId, [])).not.toBeInstanceOf(Promise);
  const other = await createStage(world);
  const elsewhere = await loader.of(other.accountId, [user(ids[0], other.accountId)]);
  expect(elsewhere(user(ids[0]))).toBeNull(); // a member of another account is not found
});

test("a cached actor stays available to a caller that waits for another", async () => {
  const { stage, user, of, loader } = await open();
  const [grace, admin] = [stage.agent.userId ?? 0, stage.admin.userId ?? 0];
  await of(grace);
  const waiting = loader.of(stage.accountId, [user(grace), user(admin)]);
  const strangers = Array.from({ length: 10_000 }, (_, n) => user(1_000_000 + n));
  await loader.of(stage.accountId, strangers);
  const agentOf = await waiting;
  expect([grace, admin].map((id) => agentOf(user(id))?.id)).toEqual([grace, admin]);
  expect(of(grace)).not.toBeInstanceOf(Promise);
});

test("a token's actor is its member, and an actor that is neither user nor token has none", async () => {
  const { stage, loader } = await open();
  const requested = [
    { accountId: stage.accountId, type: "token", id: stage.token.id },
    { accountId: stage.accountId, type: "contact", id: stage.contact.id },
    { accountId: stage.accountId, type: "system", id: null },
  ] as const;
  const agentOf = await loader.of(stage.accountId, requested);
  expect(requested.map((one) => agentOf(one)?.id)).toEqual([stage.admin.userId, undefined, undefined]);
});

test("a new name is returned once the old one has expired, and a failure is not cached", async () => {
  const { stage, seen, user, of } = await open();
  const id = stage.agent.userId ?? 0;
  await of(id);
  await world.database.query("update app_user set name = 'Eve' where id = $1", [id]);
  expect((await of(id))(user(id))?.name).toBe("Grace");
  world.clock.now = new Date(world.clock.now.getTime() + 10_000);
  seen.isAway = true;
  await expect(of(id)).rejects.toThrow("away");
  seen.isAway = false;
  expect((await of(id))(user(id))?.name).toBe("Eve");
});

let scene: WebhookScene;
beforeAll(async () => {
  provideWebhookFormats([freescout]);
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const DAY_MS = 86_400_000;
const place = (stage: Stage) => ({ conversation: { conversationId: stage.conversation.id } });

/** Sends a message with a file with preview and one without. */
async function sendFiles(stage: Stage, content = "") {
  const files = [
    await addFile(scene.world, stage.admin),
    await addFile(scene.world, stage.admin, "李 2.pdf"),
  ];
  const fileIds = files.map(({ id }) => id);
  await scene.world.database.query("update file set preview_key = key where id = $1", [fileIds[0]]);
  const { result } = await stage.run(sendMessage, { ...place(stage), content, fileIds });
  return { messageId: result.message.id, fileIds };
}

/** Whether an address is ours and opens this file at this time. */
function opens(address: string, id: number, now: Date): string {
  const { origin, pathname, searchParams: query } = new URL(address);
  expect([origin, pathname.startsWith(`/files/${id}/`)]).toEqual([BASE_URL, true]);
  const isPreview = query.has("preview");
  const [expires, signature] = [query.get("expires") ?? "", query.get("signature") ?? ""];
  return checkSignature({ id, isPreview, expires, signature }, now);
}

const isSigned = ({ body, headers }: Taken, secret: string): boolean => {
  const [id, at] = [String(headers["webhook-id"]), Number(headers["webhook-timestamp"])];
  const signature = new Webhook(secret).sign(id, new Date(at * 1000), body);
  return headers["webhook-signature"] === signature;
};

test("a message's event has the addresses of its files beside it, and its hash is still that of the event", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const { secret } = await scene.endpoint(stage, receiver, { types: ["message.created"] });
  const { fileIds } = await sendFiles(stage, 'a "attachments":[ text');
  await stage.run(sendMessage, { ...place(stage), content: 'no files but "attachments":[' });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  const [taken, without] = receiver.taken.toSorted((a, b) => a.json.seq - b.json.seq);
  if (!taken) throw new Error("nothing was delivered");
  const { files, seq: _, stampedAt: __, hash, ...event } = taken.json;
  expect(files).toEqual([
    { id: fileIds[0], url: expect.any(String), previewUrl: expect.stringContaining("preview") },
    { id: fileIds[1], url: expect.any(String) },
  ]);
  for (const { id, url, previewUrl = url } of files)
    expect([opens(url, id, scene.world.clock.now), opens(previewUrl, id, scene.world.clock.now)]).toEqual([
      "valid",
      "valid",
    ]);
  expect(hashOf(event)).toBe(hash);
  expect(isSigned(taken, secret)).toBe(true);
  expect(without?.json).not.toHaveProperty("files");
});

test("every try has fresh addresses under the same id, and none once the message is deleted", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  receiver.answer = withStatus(500);
  const { endpointId, secret } = await scene.endpoint(stage, receiver, { types: ["message.created"] });
  const { messageId, fileIds } = await sendFiles(stage);
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  await scene.pass(2 * DAY_MS);
  await scene.until(() => receiver.taken.length === 2);
  const [first, second] = receiver.taken;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  const opened = [first, second].map((one) =>
    opens(one?.json.files[0].url, fileIds[0] ?? 0, scene.world.clock.now),
  );
  expect(opened).toEqual(["expired", "valid"]);
  expect(second && isSigned(second, secret)).toBe(true);

  receiver.answer = withStatus(204);
  await stage.run(deleteMessage, { messageId });
  await scene.pass(DAY_MS);
  await scene.until(() => receiver.taken.length === 3);
  expect(receiver.taken[2]?.json).toMatchObject({ id: first?.json.id, data: { id: messageId } });
  expect(receiver.taken[2]?.json).not.toHaveProperty("files");

  const [delivery] = await deliveriesOf(scene.world.database, stage.accountId, endpointId);
  const shown = await showDelivery(scene.world.database, stage.admin, {
    deliveryId: delivery?.id ?? 0,
    now: scene.world.clock.now,
  });
  expect(shown.request?.body).not.toContain("signature=");
});

test("FreeScout's format has the addresses in the thread, and a first message with files has its own event", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  const types = ["conversation.created", "message.created"];
  await scene.endpoint(stage, receiver, { types, format: "freescout" });
  const { id } = await addFile(scene.world, stage.admin);
  await stage.run(receiveMessage, { ...place(stage), content: "", fileIds: [id] });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  const [taken] = receiver.taken;
  expect(taken?.headers["x-freescout-event"]).toBe("convo.customer.reply.created");
  const first = await addFile(scene.world, stage.admin);
  await stage.run(createConversation, {
    inboxId: stage.inbox.id,
    contactId: stage.contact.id,
    startedBy: "other",
    message: { content: "", fileIds: [first.id] },
  });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 3);
  const names = receiver.taken.slice(1).map(({ headers }) => headers["x-freescout-event"]);
  expect(names.toSorted()).toEqual(["convo.agent.reply.created", "convo.created"]);
  const [file] = taken?.json._embedded.threads[0]._embedded.attachments ?? [];
  expect(file).toMatchObject({ id, fileName: "photo.png", mimeType: "image/png", size: 1_234 });
  expect(opens(file.fileUrl, id, scene.world.clock.now)).toBe("valid");
  expect(taken?.json).not.toHaveProperty("files");
});

test("a thin payload has no files, and the log has metadata only", async () => {
  const stage = await scene.stage();
  const receiver = await scene.receiver();
  await scene.endpoint(stage, receiver, { types: ["message.created"], format: "thin" });
  const { fileIds } = await sendFiles(stage, "thin");
  await scene.pass();
  await scene.until(() => receiver.taken.length === 1);
  expect(receiver.taken[0]?.json).not.toHaveProperty("files");
  const [{ text = "" } = {}] = await scene.world.database.query<{ text: string }>(
    "select body::text as text from event where account_id = $1 and type = 'message.created' order by seq desc limit 1",
    [stage.accountId],
  );
  expect(JSON.parse(text).data.attachments).toMatchObject(fileIds.map((id) => ({ id, state: "ready" })));
  expect(text).not.toMatch(/signature|\/files\/|https?:/);
  const keys = await scene.world.database.query<{ key: string }>(
    "select key from file where account_id = $1",
    [stage.accountId],
  );
  for (const { key } of keys) expect(text).not.toContain(key);
});
