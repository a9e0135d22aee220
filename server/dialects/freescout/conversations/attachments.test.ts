import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { trashConversation } from "@/server/commands/conversations/trash";
import { sourcePurpose } from "@/server/files/file-source";
import { waitUntil } from "@/server/lib/async/wait-until";
import { unseal } from "@/server/lib/crypto/seal";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import { HTML, PNG } from "@/test/support/scenes/files";

const MIB = 1024 * 1024;
const LIMITS = { bytesMax: 40 * MIB, perMessage: 10 };
let api: Api;
let s: WireScene;
beforeAll(async () => {
  api = await openFreescout();
});
afterAll(() => api.close());
beforeEach(async () => {
  api.services = createServices({ ...api.services, files: api.world.files, fileLimits: LIMITS });
  s = await openScene(api);
});

const inBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const photo = { fileName: "photo.png", mimeType: "image/png", data: inBase64(PNG) };
const post = (json: object, headers = {}) =>
  s.client.post(`${s.path}/threads`, { type: "customer", ...json }, headers);
const show = async () => (await s.client.get(s.path)).body;
const attached = async () => (await show())._embedded.threads[0]._embedded.attachments;
const filesOf = () =>
  api.world.database.query<{ state: string; source: string | null; isLoose: boolean }>(
    `select state, source_url as source, unattached_since is not null as "isLoose" from file
      where account_id = $1 order by id`,
    [s.accountId],
  );
const limit = (bytesMax: number, perMessage = 10) => {
  api.services = createServices({ ...api.services, fileLimits: { bytesMax, perMessage } });
};

test("a thread's file is stored, shown with its address, and loaded without a key", async () => {
  expect((await post({ text: "<p>See</p>", attachments: [photo] })).status).toBe(201);
  const files = await attached();
  expect(files).toEqual([
    {
      id: expect.any(Number),
      fileName: "photo.png",
      fileUrl: expect.stringMatching(new RegExp(`^${api.url}/files/\\d+/photo.png\\?expires=`)),
      mimeType: "image/png",
      size: PNG.byteLength,
    },
  ]);
  expect(Buffer.from(await (await fetch(files[0].fileUrl)).arrayBuffer())).toEqual(PNG);
  const { body } = await s.client.get("/conversations");
  expect(body._embedded.conversations[0]._embedded.threads[0]._embedded.attachments).toEqual(files);
  expect((await filesOf()).map(({ isLoose }) => isLoose)).toEqual([false]);
});

test("a file needs no text; the content decides its type, and base64 may be in lines or without padding", async () => {
  const claimed = { fileName: "a.png", mimeType: "image/png", data: inBase64(HTML).replaceAll("=", "") };
  const lines = { fileName: "b.png", data: photo.data.replace(/.{20}/g, "$&\r\n") };
  const empty = { fileName: "empty.txt", data: "" };
  expect((await post({ attachments: [claimed, lines, empty] })).status).toBe(201);
  expect(await attached()).toMatchObject([
    { mimeType: "text/html", size: HTML.byteLength },
    { mimeType: "image/png", size: PNG.byteLength },
    { size: 0 },
  ]);
  expect((await post({ type: "note", user: s.userId, attachments: [photo] })).status).toBe(201);
  expect((await post({ type: "message", user: s.userId, text: "", attachments: [photo] })).status).toBe(201);
});

describe("invalid attachments are refused, with the field", () => {
  test.each([
    ["no base64", [photo, { fileName: "a", data: "a*b=" }], "attachments.1.data"],
    ["base64 that is cut off", [{ data: `${photo.data.slice(0, 20)}a` }], "attachments.0.data"],
    ["neither data nor address", [{ fileName: "a" }], "attachments.0"],
    ["both", [{ ...photo, fileUrl: "https://example.test/a" }], "attachments.0"],
    ["no list", "a.png", "attachments"],
    ["too many", Array.from({ length: 101 }, () => ({ data: "" })), "attachments"],
  ])("%s", async (_, attachments, path) => {
    const { status, body } = await post({ text: "x", attachments });
    expect([status, body._embedded.errors[0]?.path]).toEqual([400, path]);
    expect([await filesOf(), await s.told()]).toEqual([[], []]);
  });
});

test("files that cannot be taken do not lose the thread, and the answer names them", async () => {
  limit(100, 2);
  const large = { fileName: "film.mp4", data: inBase64(randomBytes(101)) };
  const small = { fileName: "a.txt", data: inBase64(Buffer.from("a")) };
  const { status, body } = await post({ text: "all", attachments: [large, small, small] });
  expect([status, body.failedAttachments]).toEqual([
    201,
    [
      { fileName: "film.mp4", reason: "too_large" },
      { fileName: "a.txt", reason: "too_many" },
    ],
  ]);
  expect(await attached()).toMatchObject([
    { fileUrl: "", state: "failed", failure: "too_large" },
    { fileUrl: expect.stringMatching(/^http/) },
    { fileUrl: "", state: "failed", failure: "too_many" },
  ]);
});

test("a file at an address is pending until the worker has fetched it, and its address is sealed", async () => {
  const fileUrl = "https://files.example.test/a%20b/Rechnung%20M%C3%A4rz.pdf?key=s3cret";
  const bad = { fileName: "x", fileUrl: "file:///etc/passwd" };
  const { status, body } = await post({ text: "see", attachments: [{ fileUrl }, bad] });
  expect([status, body.failedAttachments]).toEqual([201, [{ fileName: "x", reason: "address_refused" }]]);
  expect(await attached()).toMatchObject([
    { fileName: "Rechnung März.pdf", fileUrl: "", state: "pending", failure: null },
    { fileName: "x", fileUrl: "", state: "failed", failure: "address_refused" },
  ]);
  const [pending] = await filesOf();
  expect(pending?.source).not.toContain("s3cret");
  expect(unseal(pending?.source ?? "", sourcePurpose(s.accountId))).toBe(fileUrl);
  const [due] = await api.world.database.query("select 1 from file where work_due_at is not null");
  expect(due).toBeDefined();
});

test("a new conversation has the files of each of its threads", async () => {
  const { status, body } = await s.client.post("/conversations", {
    type: "email",
    mailboxId: s.inboxId,
    subject: "Photos",
    customer: { id: s.contactId },
    threads: [
      { type: "note", text: "newest", user: s.userId, attachments: [{ ...photo, fileName: "2.png" }] },
      { type: "customer", attachments: [{ ...photo, fileName: "1.png" }] },
    ],
  });
  expect(status).toBe(201);
  const { _embedded } = (await s.client.get(`/conversations/${body.id}`)).body;
  const names = _embedded.threads.map(({ _embedded: { attachments } }: typeof body) =>
    attachments.map(({ fileName }: typeof body) => fileName),
  );
  expect(names).toEqual([["2.png"], ["1.png"]]);
});

test("a repeated or refused request leaves no further file", async () => {
  const send = () => post({ text: "once", attachments: [photo] }, { "idempotency-key": "once" });
  expect((await send()).body).toEqual((await send()).body);
  expect(await filesOf()).toHaveLength(1);
  const note = { type: "note", user: s.userId, text: "x", attachments: [photo] };
  await api.world.run(trashConversation, s.admin, { conversation: { conversationId: s.id } });
  expect((await post(note)).status).toBe(409);
  expect(await filesOf()).toHaveLength(1);
});

describe("a large body", () => {
  const large = () => ({ text: "large", attachments: [{ data: inBase64(randomBytes(4.5 * MIB)) }] });

  test("is taken up to its bound", async () => {
    const bytes = randomBytes(23 * MIB);
    expect((await post({ text: "film", attachments: [{ data: inBase64(bytes) }] })).status).toBe(201);
    expect((await attached())[0].size).toBe(bytes.byteLength);
    const { status, body } = await post({ attachments: [{ data: "A".repeat(32 * MIB) }] });
    expect([status, body.message]).toEqual([413, expect.stringContaining("33554432")]);
  });

  test("waits while two are worked on, and is refused while too many wait", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let writing = 0;
    let most = 0;
    const write: Api["services"]["files"]["write"] = async (...args) => {
      writing += 1;
      most = Math.max(most, writing);
      await gate;
      writing -= 1;
      return api.world.files.write(...args);
    };
    api.services = createServices({ ...api.services, files: { ...api.world.files, write } });
    const answers = Array.from({ length: 11 }, () => post(large()));
    const refused = await Promise.race(answers);
    expect([refused.status, refused.body.message]).toEqual([503, "The server is busy; try again."]);
    expect(await waitUntil(() => writing === 2, { withinMs: 90_000 })).toBe(true);
    expect((await post({ text: "small ones do not wait" })).status).toBe(201);
    open();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([...Array(10).fill(201), 503]);
    expect(most).toBe(2);
  });
});
