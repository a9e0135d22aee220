import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { addNote } from "@/server/commands/messages/notes";
import { endingInName, signedPath } from "@/server/files/file-url";
import { receiveFile } from "@/server/files/receive-file";
import { FileStoreAway } from "@/server/lib/files/file-store";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { addMember, cookieFor, openTestFront, type TestFront } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { createFileServer } from "./serve-file";

const folder = mkdtempSync(join(tmpdir(), "tickline-files-"));
let world: World;
let tenant: Tenant;
let services: ReturnType<typeof createServices>;
let url: string;
let front: TestFront;

beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
  const { database, run } = world;
  const now = () => world.clock.now;
  services = createServices({ database, run, now, files: createFolderStore(folder) });
  front = await openTestFront({
    app: { fetch: () => new Response("app") },
    files: createFileServer(() => services),
  });
  url = front.url;
});

afterAll(async () => {
  await front.close();
  await world.close();
  rmSync(folder, { recursive: true });
});

const upload = (name: string, text: string | Buffer) =>
  receiveFile(services, tenant.admin, { name, bytes: Readable.from([Buffer.from(text)]) });
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const now = () => ({ now: world.clock.now });

test("who has the signed address gets the bytes, until it expires", async () => {
  const file = await upload("Rechnung 李.pdf", "%PDF-1.7 contents");
  const path = signedPath(file, now());
  const answer = await fetch(url + path);
  expect([answer.status, await answer.text()]).toEqual([200, "%PDF-1.7 contents"]);
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  expect(answer.headers.get("content-disposition")).toBe(
    `inline; filename="Rechnung _.pdf"; filename*=UTF-8''Rechnung%20%E6%9D%8E.pdf`,
  );
  expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(signedPath(file, now()), "the address is the same for an hour").toBe(path);

  for (const changed of [
    path.replace(/.$/, "x"),
    path.replace(`/${file.id}/`, `/${file.id + 1}/`),
    path.replace("?", "?preview&"),
  ])
    expect((await fetch(url + changed)).status, changed).toBe(404);
  const later = new Date(world.clock.now.getTime() + 26 * 3_600_000);
  const current = services;
  services = createServices({ ...services, now: () => later });
  const gone = await fetch(url + path);
  services = current;
  expect([gone.status, (await gone.json()).error.code]).toEqual([410, "file.link_expired"]);
});

test("the signature in the path is as good as the one in the query", async () => {
  const file = await upload("photo 李.png", PNG);
  const path = endingInName(signedPath(file, now()));
  expect(path).toMatch(/^[^?]+\.png$/);
  expect((await fetch(url + path)).status).toBe(200);
  const other = await upload("other.png", PNG);
  for (const changed of [
    path.replace(/.(?=\/photo)/, (end) => (end === "A" ? "B" : "A")),
    path.replace(`/${file.id}/`, `/${other.id}/`),
    `${path}?preview`,
  ])
    expect((await fetch(url + changed)).status, changed).toBe(404);
});

test("a range, its end, and one beyond the file", async () => {
  const file = await upload("digits.txt", "0123456789");
  const path = url + signedPath(file, now());
  const read = async (range: string, more: Record<string, string> = {}) => {
    const answer = await fetch(path, { headers: { range, ...more } });
    return [
      answer.status,
      answer.headers.get("content-range"),
      answer.status === 416 ? "" : await answer.text(),
    ];
  };
  expect(await read("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
  expect(await read("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await read("bytes=8-99")).toEqual([206, "bytes 8-9/10", "89"]);
  expect(await read("bytes=10-")).toEqual([416, "bytes */10", ""]);
  expect(await read("bytes=0-1,4-5")).toEqual([200, null, "0123456789"]);
  expect(await read("lines=1-2")).toEqual([200, null, "0123456789"]);
  expect(await read("bytes=0-1", { "if-range": '"other"' })).toEqual([200, null, "0123456789"]);
  const whole = await fetch(path);
  const etag = whole.headers.get("etag") ?? "";
  expect(await read("bytes=0-1", { "if-range": etag })).toEqual([206, "bytes 0-1/10", "01"]);
  expect((await fetch(path, { headers: { "if-none-match": etag } })).status).toBe(304);
  const head = await fetch(path, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "10", ""]);
});

test.each([
  ["photo.png", PNG, "image/png", "inline"],
  ["page.html", "<!doctype html><script>alert(1)</script>", "text/html", "attachment"],
  [
    "drawing.svg",
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "image/svg+xml",
    "attachment",
  ],
  ["notes.txt", "plain", "text/plain", "attachment"],
  ["photo.jpg.html", PNG, "image/png", "inline"],
  ["empty", "", "text/plain", "attachment"],
])("%s is sent with headers that let nothing run", async (name, bytes, type, disposition) => {
  const { headers, status } = await fetch(url + signedPath(await upload(name, bytes), now()));
  expect(status).toBe(200);
  expect(headers.get("content-type")?.replace(/;.*/, "")).toBe(type);
  expect(headers.get("content-disposition")).toMatch(new RegExp(`^${disposition};`));
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
});

test("a signed-in member reads the files of messages that they may see, and their own", async () => {
  const { inbox, conversation } = await createScene(world, tenant);
  const file = await upload("photo.png", PNG);
  const path = `${url}/files/${file.id}/photo.png`;
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] });
  const outsider = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  const stranger = (await createTenant(world)).admin;
  const statusFor = async (caller: typeof agent) =>
    (await fetch(path, { headers: { cookie: await cookieFor(world, caller) } })).status;
  expect(await Promise.all([tenant.admin, agent, outsider, stranger].map(statusFor))).toEqual([
    200, 404, 404, 404,
  ]);

  const note = { conversation: { conversationId: conversation.id }, content: "", fileIds: [file.id] };
  const { result } = await world.run(addNote, tenant.admin, note);
  expect(await Promise.all([tenant.admin, agent, outsider, stranger].map(statusFor))).toEqual([
    200, 200, 404, 404,
  ]);
  expect((await fetch(path)).status).toBe(401);
  expect((await fetch(path, { method: "POST" })).status).toBe(404);

  await world.run(deleteMessage, tenant.admin, { messageId: result.message.id });
  expect(await Promise.all([tenant.admin, agent].map(statusFor))).toEqual([404, 404]);
  expect((await fetch(url + signedPath(file, now()))).status).toBe(404);
});

test("bytes that are gone from the store are not found", async () => {
  const file = await upload("gone.txt", "x");
  await services.files.remove(file.key);
  const answer = await fetch(url + signedPath(file, now()));
  expect([answer.status, (await answer.json()).error.code]).toEqual([404, "file.not_found"]);
  const head = await fetch(url + signedPath(file, now()), { method: "HEAD" });
  expect(head.status, "screens ask by HEAD whether a file is missing").toBe(404);
});

test("while the file store is away a file is to be asked for again, and no fault of the server", async () => {
  const file = await upload("away.txt", "x");
  const current = services;
  const read = () => Promise.reject(new FileStoreAway("connect ECONNREFUSED"));
  services = createServices({ ...services, files: { ...services.files, read } });
  const answer = await fetch(url + signedPath(file, now()));
  services = current;
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await answer.json()).error.code).toBe("server.busy");
});

test("a client that takes no bytes for long keeps no file open", async () => {
  const file = await upload("large.bin", Buffer.alloc(32 * 1024 * 1024));
  const opened: Readable[] = [];
  const read: typeof services.files.read = async (...wanted) => {
    const bytes = await services.files.read(...wanted);
    opened.push(bytes);
    return bytes;
  };
  const own = createServices({ ...services, files: { ...services.files, read } });
  const files = createFileServer(() => own, { silenceMs: 100 });
  const slow = await openTestFront({ app: { fetch: () => new Response("app") }, files });
  onTestFinished(() => slow.close());
  const client = connect(Number(new URL(slow.url).port), "127.0.0.1"); // it never reads
  onTestFinished(() => void client.destroy());
  client.write(`GET ${signedPath(file, now())} HTTP/1.1\r\nhost: a\r\n\r\n`);
  await expect.poll(() => opened.map(({ closed }) => closed)).toEqual([true]);
});
