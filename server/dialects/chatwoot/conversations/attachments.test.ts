import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createToken } from "@/server/commands/credentials/tokens";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import type { Api } from "@/test/support/clients/api";
import {
  createWireScene,
  createWireTenant,
  openChatwoot,
  type WireScene,
  type WireTenant,
  wireClient,
} from "@/test/support/clients/chatwoot";
import { ok } from "@/test/support/clients/evolution";
import { formOf, HTML, PNG, type SampleFile, SVG } from "@/test/support/scenes/files";

const PART = "attachments[]";
const BYTES_MAX = 100 * 1024;

let api: Api;
let tenant: WireTenant;
let scene: WireScene;
let conversation: string;
beforeAll(async () => {
  api = await openChatwoot();
  api.services = createServices({ ...api.services, fileLimits: { bytesMax: BYTES_MAX, perMessage: 3 } });
});
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await createWireTenant(api);
  scene = await createWireScene(tenant);
  conversation = `/conversations/${scene.conversationId}`;
});

const post = (fields: Record<string, string>, files: readonly SampleFile[], part = PART) =>
  tenant.client.post(`${conversation}/messages`, { form: formOf(fields, files, part) });

const photo = { name: "photo of 李文.png", bytes: PNG, type: "image/png" };
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const filesOf = () =>
  api.world.database.query<{ id: number; key: string; unattached: boolean }>(
    `select id, key, unattached_since is not null as unattached from file where account_id = $1`,
    [tenant.accountId],
  );

test("a form as Evolution API sends it becomes a message with its file, exactly as the contract says", async () => {
  const sent = await ok(
    post(
      {
        content: "Here it is",
        message_type: "incoming",
        private: "false",
        source_id: "WAID:3EB0",
        echo_id: "e1",
        content_attributes: '{"in_reply_to_external_id":null,"mine":1}',
      },
      [photo],
    ),
  );
  expect(sent).toMatchObject({
    content: "Here it is",
    message_type: 0,
    private: false,
    source_id: "WAID:3EB0",
    echo_id: "e1",
    content_attributes: { mine: 1 },
  });
  const [file] = sent.attachments;
  expect(file).toEqual({
    id: expect.any(Number),
    message_id: sent.id,
    file_type: "image",
    account_id: tenant.accountId,
    extension: "png",
    content_type: "image/png",
    data_url: expect.stringMatching(new RegExp(`^${api.url}/files/${file.id}/\\d{13}-[\\w-]{43}/[^?]+$`)),
    thumb_url: file.data_url, // until there is a preview
    file_size: PNG.byteLength,
    width: null,
    height: null,
  });
  const loaded = await fetch(file.data_url); // no token
  expect(loaded.status).toBe(200);
  expect(Buffer.from(await loaded.arrayBuffer())).toEqual(PNG);
});

test("a file alone is a message, outgoing or a note, under every name that clients give its part", async () => {
  for (const part of [PART, "attachments", "attachments[0]"]) {
    const sent = await ok(post({}, [photo], part));
    expect(sent).toMatchObject({ content: "", message_type: 1, attachments: [{ file_type: "image" }] });
  }
  expect(await ok(post({ private: "true" }, [photo]))).toMatchObject({
    private: true,
    attachments: [{ file_size: PNG.byteLength }],
  });
});

test("the list of files names the same writers as the messages", async () => {
  const { id } = (await ok(
    tenant.client.post("/agent_bots", { json: { name: "Lia", outgoing_url: "https://a.test/lia" } }),
  )) as { id: number };
  const { access_token: token } = await ok(tenant.client.post(`/agent_bots/${id}/reset_access_token`));
  await ok(tenant.client.post(`/inboxes/${scene.inboxId}/set_agent_bot`, { json: { agent_bot: id } }));
  await api.world.database.query("select nextval('api_token_id_seq') from generate_series(1, 5)");
  const agent = await tenant.agent([scene.inboxId]);
  const written = [];
  for (const client of [tenant.client, agent, wireClient(api, { accountId: tenant.accountId, token })])
    written.push(await ok(client.post(`${conversation}/messages`, { form: formOf({}, [photo], PART) })));
  const { payload } = await ok(tenant.client.get(`${conversation}/attachments`));
  const senders = (all: { sender: object }[]) => all.map(({ sender }) => sender);
  expect(senders(payload)).toEqual(senders(written).toReversed());
});

test("every list shows a message's files, and messages without files have no such key", async () => {
  await ok(tenant.client.post(`${conversation}/messages`, { json: { content: "before" } }));
  const sent = await ok(post({}, [photo]));
  const shown = expect.objectContaining({
    id: sent.id,
    account_id: tenant.accountId,
    attachments: [expect.objectContaining({ message_id: sent.id, file_type: "image" })],
  });
  const whole = await ok(tenant.client.get(conversation));
  expect([whole.messages, whole.last_non_activity_message]).toEqual([[shown], shown]);
  const list = await ok(tenant.client.get("/conversations"));
  expect(list.data.payload[0].last_non_activity_message).toEqual(shown);
  const { payload } = await ok(tenant.client.get(`${conversation}/messages`));
  expect(payload.at(-1).attachments).toEqual([
    expect.objectContaining({ data_url: expect.stringMatching(/^http/) }),
  ]);
  expect(payload.at(-2)).not.toHaveProperty("attachments");
  const patched = await ok(
    tenant.client.patch(`${conversation}/messages/${sent.id}`, { json: { status: "delivered" } }),
  );
  expect(patched.attachments).toEqual([expect.objectContaining({ id: sent.attachments[0].id })]);
});

test("documents that could run scripts are files, whatever they are called", async () => {
  const claimed = [
    { name: "a.png", bytes: HTML, type: "image/png" },
    { name: "b.svg", bytes: SVG, type: "image/svg+xml" },
  ];
  const { attachments } = await ok(post({}, claimed));
  expect(attachments.map((one: { file_type: string }) => one.file_type)).toEqual(["file", "file"]);
  expect(attachments[0].content_type).not.toBe("image/png");
  for (const { data_url } of attachments) {
    const { headers } = await fetch(data_url);
    expect(headers.get("content-disposition")).toMatch(/^attachment/);
  }
});

test("a file that cannot be taken does not lose the message, and the answer says what happened", async () => {
  const large = { name: "film.mp4", bytes: randomBytes(BYTES_MAX + 1) };
  const many = ["1.txt", "2.txt", "3.txt"].map((name) => ({ name, bytes: Buffer.from(name) }));
  const sent = await ok(post({ content: "all of it" }, [large, ...many]));
  expect(sent.content).toBe("all of it");
  expect(sent.attachments.map((one: { data_url: string }) => one.data_url !== "")).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(sent.attachments[0]).toMatchObject({
    data_url: "",
    thumb_url: "",
    fallback_title: "film.mp4",
    meta: { state: "failed", failure: "too_large" },
  });
  expect(sent.attachments[3].meta).toEqual({ state: "failed", failure: "too_many" });
  expect(sent.content_attributes.external_error).toBe(
    'Attachment "film.mp4" is too large; Attachment "3.txt" is one file too many for a message',
  );
  const { payload } = await ok(tenant.client.get(`${conversation}/messages`));
  expect(payload.at(-1).content_attributes).toEqual(sent.content_attributes);
});

test("an empty form, and one in whose browser nothing was chosen, are refused as a message without content", async () => {
  expect(await post({ message_type: "outgoing" }, [])).toMatchObject({
    status: 422,
    body: { error: "Content can't be blank" },
  });
  const nothing = `--x\r\ncontent-disposition: form-data; name="attachments[]"; filename=""\r\n\r\n\r\n--x--\r\n`;
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const answer = await tenant.client.post(`${conversation}/messages`, { raw: nothing, headers });
  expect(answer).toMatchObject({ status: 422, body: { error: "Content can't be blank" } });
  expect(await filesOf()).toEqual([]);
});

test("a damaged form, one without a boundary, and one of too many parts are refused", async () => {
  const send = async (raw: string, type = "multipart/form-data; boundary=x") => {
    const headers = { "content-type": type };
    return (await tenant.client.post(`${conversation}/messages`, { raw, headers })).status;
  };
  const part = `--x\r\ncontent-disposition: form-data; name="attachments[]"; filename="a"\r\n\r\na\r\n`;
  expect(await send(`${part}--x`)).toBe(400);
  expect(await send(`${part}--x--\r\n`, "multipart/form-data")).toBe(400);
  expect(await send(`${part}--x--\r\n`, "multipart/form-data; boundary=")).toBe(400);
  expect(await send(`${part.repeat(101)}--x--\r\n`)).toBe(413);
  expect(await send("")).toBe(400);
  expect(await filesOf()).toEqual([]);
});

test("a refused form leaves no file", async () => {
  expect((await post({ content: "x", message_type: "activity" }, [photo])).status).toBe(422);
  expect((await post({ content: "x".repeat(150_001) }, [photo])).status).toBe(422);
  expect(await filesOf()).toEqual([]);
});

test("a token that can only read stores no file", async () => {
  const secret = randomBytes(32).toString("base64url");
  await api.world.run(createToken, tenant.admin, { name: "Reader", secret, isReadOnly: true });
  const reader = wireClient(api, { accountId: tenant.accountId, token: secret });
  const form = formOf({ content: "x" }, [photo], PART);
  expect((await reader.post(`${conversation}/messages`, { form })).status).toBe(403);
  expect(await filesOf()).toEqual([]);
});

test("a customer's own software sends and sees files, without a token", async () => {
  await api.world.run(updateInbox, tenant.admin, { inboxId: scene.inboxId, publicApi: true });
  const contacts = `/public/api/v1/inboxes/${scene.identifier}/contacts`;
  const { source_id } = await ok(tenant.anonymous.post(contacts, { json: { name: "Vera" } }));
  const conversations = `${contacts}/${source_id}/conversations`;
  const { id } = await ok(tenant.anonymous.post(conversations, { json: {} }));
  const messages = `${conversations}/${id}/messages`;
  const large = { name: "scan.bin", bytes: randomBytes(BYTES_MAX) }; // together more than another public body may have
  const form = formOf({ content: "x".repeat(1_000), echo_id: "e2" }, [large, large, large], PART);
  const sent = await ok(tenant.anonymous.post(messages, { form }));
  expect(sent).toMatchObject({
    message_type: 0,
    echo_id: "e2",
    attachments: [{ file_type: "file" }, {}, {}],
  });
  expect(sent).not.toHaveProperty("status");
  const loaded = await fetch(sent.attachments[0].data_url);
  expect(sha256(Buffer.from(await loaded.arrayBuffer()))).toBe(sha256(large.bytes));
  expect((await ok(tenant.anonymous.get(messages)))[0].attachments).toHaveLength(3);
  expect((await ok(tenant.anonymous.get(`${conversations}/${id}`))).messages[0].attachments).toHaveLength(3);
  const long = formOf({ content: "x", other: "x".repeat(300_000) }, [photo], PART);
  expect((await tenant.anonymous.post(messages, { form: long })).status).toBe(413);
  expect((await filesOf()).filter(({ unattached }) => unattached)).toEqual([]);
});
