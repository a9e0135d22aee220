import { afterAll, beforeAll, expect, test } from "vitest";
import type { WidgetFile } from "@/server/contract/channel/widget";
import {
  beginConversation,
  type OpenWidget,
  openWidgetScene,
  type WidgetScene,
} from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
let widget: OpenWidget;
beforeAll(async () => {
  scene = await openWidgetScene();
  widget = await scene.open();
});
afterAll(() => scene.close());

/** A visitor's conversation, and the ticks of the answers in it. */
async function begin() {
  const begun = await beginConversation(widget);
  return {
    ...begun,
    ticks: async () =>
      (await widget.client.get(`${begun.path}/messages`)).body.data
        .filter(({ direction }: { direction: string }) => direction === "out")
        .map(({ status }: { status: string }) => status),
  };
}

test("a member's message is sent without a call out, and becomes delivered and read by the page's reports", async () => {
  const { page, id, reply, ticks } = await begin();
  const { id: messageId, status } = await reply("How can I help?");
  expect(status).toBe("pending");
  await scene.send();
  expect(await ticks()).toEqual(["sent"]);
  expect((await page.conversations())[0]).toMatchObject({ id, unread: 1 });

  const report = { conversationId: id, delivered: messageId };
  expect((await page.call("POST", "receipts", report)).status).toBe(204);
  expect(await ticks()).toEqual(["delivered"]);
  await page.call("POST", "receipts", { conversationId: id, read: messageId });
  expect(await ticks()).toEqual(["read"]);
  await page.call("POST", "receipts", { ...report, read: messageId });
  expect(await ticks()).toEqual(["read"]);
  expect((await page.conversations())[0]).toMatchObject({ unread: 0 });

  const { data } = (await widget.client.get(`/v1/messages/${messageId}/receipts`)).body;
  expect(data.map(({ signal }: { signal: string }) => signal)).toEqual(["sent", "delivered", "read"]);
});

test("a report reaches all messages of members before it, and none after it", async () => {
  const { page, id, reply, ticks } = await begin();
  await reply("One");
  const { id: second } = await reply("Two");
  await reply("Three");
  await scene.send();
  await page.call("POST", "receipts", { conversationId: id, read: second });
  expect(await ticks()).toEqual(["read", "read", "sent"]);
});

test("a report that comes before the worker has sent is kept", async () => {
  const { page, id, reply, ticks } = await begin();
  const { id: messageId } = await reply("Quick");
  await page.call("POST", "receipts", { conversationId: id, read: messageId });
  await scene.send();
  expect(await ticks()).toEqual(["read"]);
});

test("notes are not shown, edits and deletions are", async () => {
  const { page, id, path, reply } = await begin();
  const { id: edited } = await reply("Tomorow");
  const { id: deleted } = await reply("Wrong window");
  await widget.client.post(`${path}/messages`, { content: "A note", private: true });
  await scene.send();
  await widget.client.patch(`/v1/messages/${edited}`, { content: "Tomorrow" });
  await widget.client.post(`/v1/messages/${deleted}/delete`);
  const { data } = await page.messages(id);
  expect(data.map(({ text, from, deletedAt }) => [from, text, deletedAt !== null])).toEqual([
    ["visitor", "Hello", false],
    ["member", "Tomorrow", false],
    ["member", "", true],
  ]);
  expect(JSON.stringify(data)).not.toMatch(/note|Wrong|Tomorow/);
});

test("older messages are read page by page", async () => {
  const { page, id, reply } = await begin();
  for (let n = 1; n <= 60; n++) await reply(`Answer ${n}`);
  const newest = await page.messages(id);
  expect(newest.data).toHaveLength(50);
  const older = await page.call<typeof newest>("GET", `conversations/${id}/messages?before=${newest.before}`);
  expect([...older.body.data, ...newest.data].map(({ text }) => text)).toEqual([
    "Hello",
    ...Array.from({ length: 60 }, (_, n) => `Answer ${n + 1}`),
  ]);
  expect(older.body.before).toBeNull();
  const bad = await page.call("GET", `conversations/${id}/messages?before=x`);
  expect([bad.status, bad.code]).toEqual([422, "input.invalid"]);
});

const formOf = (...files: File[]): FormData => {
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  return form;
};

test("a file is uploaded, then sent with a message, and read by its signed address", async () => {
  const { page, id } = await begin();
  const note = new File(["What I ordered"], "order.txt", { type: "text/plain" });
  const { status, body: file } = await page.call<WidgetFile>("POST", "files", formOf(note));
  expect([status, file.name, file.bytes]).toEqual([201, "order.txt", 14]);
  const { body } = await page.write("", { fileIds: [file.id] });
  expect(body.attachments).toMatchObject([{ id: file.id, name: "order.txt", contentType: "text/plain" }]);
  const shown = (await page.messages(id)).data.at(-1)?.attachments[0]?.url ?? "";
  expect(await (await fetch(shown)).text()).toBe("What I ordered");

  const other = widget.page();
  await other.session();
  expect(await other.write("Mine now", { fileIds: [file.id] })).toMatchObject({ status: 404 });
  const two = await page.call("POST", "files", formOf(note, note));
  expect([two.status, two.code]).toEqual([422, "input.invalid"]);
  const none = await page.call("POST", "files", { file: "x" });
  expect([none.status, none.code]).toEqual([415, "media.unsupported"]);
});

test("an empty message and a malformed one are refused, and nothing is stored", async () => {
  const page = widget.page();
  await page.session();
  for (const more of [{ text: "  " }, { clientId: "1" }, { conversationId: "1" }, { sender: "me" }])
    expect(await page.write("x", more)).toMatchObject({ status: 422, code: "input.invalid" });
  const text = await page.call("POST", "messages", undefined, { "content-type": "text/plain" });
  expect(text.status).toBe(415);
  expect(await page.conversations()).toEqual([]);
});

test("a resolved conversation is continued by its id; a message without one begins another", async () => {
  const { page, id, path } = await begin();
  await widget.client.post(`${path}/status`, { signal: "resolve" });
  const { body } = await page.write("A new question");
  expect(body.conversationId).not.toBe(id);
  const again = await page.write("Still about that", { conversationId: id });
  expect([again.status, again.body.conversationId]).toEqual([201, id]);
});

test("a transcript needs a mail server, and a network requests few of them", async () => {
  const { page, id } = await begin();
  const request = () => page.call("POST", "transcript", { conversationId: id, email: "li@example.test" });
  expect((await page.session()).body.config.hasTranscripts).toBe(false);
  for (let nth = 1; nth <= 3; nth++) expect(await request()).toMatchObject({ code: "mail.not_configured" });
  expect(await request()).toMatchObject({ status: 429, code: "request.rate_limited" });
});
