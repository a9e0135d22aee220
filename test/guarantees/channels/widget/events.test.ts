import { afterAll, beforeAll, expect, test } from "vitest";
import type { WidgetEvent } from "@/server/contract/channel/widget";
import { typingSignal } from "@/server/live/presence/presence-messages";
import {
  beginConversation,
  type OpenWidget,
  openPage,
  openWidgetScene,
  SITE,
  type WidgetScene,
} from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
let widget: OpenWidget;
beforeAll(async () => {
  scene = await openWidgetScene();
  widget = await scene.open();
});
afterAll(() => scene.close());

/** A visitor's conversation. `cursor`: after its first message. */
async function begin() {
  const begun = await beginConversation(widget);
  await scene.api.stamped();
  return { ...begun, cursor: (await begun.page.session()).body.cursor };
}

/** Texts of the messages in events; a message that was shown before replaces the earlier one. */
const textsOf = (events: readonly WidgetEvent[]): string[] => {
  const shown = new Map<number, string>();
  for (const { type, data } of events) if (type === "message") shown.set(data.id, data.text);
  return [...shown.values()];
};

/** Reads a stream until the condition holds. */
async function readStream(
  page: { token: string | null },
  { cursor, until }: { cursor: string; until: (events: WidgetEvent[]) => boolean },
): Promise<{ events: WidgetEvent[]; cursor: string; type: string | null }> {
  const cut = new AbortController();
  const address = `${scene.api.url}/channels/widget/${widget.identifier}/events?cursor=${encodeURIComponent(cursor)}`;
  const headers = { accept: "text/event-stream", authorization: `Bearer ${page.token}`, origin: SITE };
  const response = await fetch(address, { headers, signal: cut.signal });
  const events: WidgetEvent[] = [];
  let text = "";
  let last = cursor;
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const frames = text.split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      last = /^id: (.*)$/m.exec(frame)?.[1] ?? last;
      if (data) events.push(JSON.parse(data));
    }
    if (until(events)) break;
  }
  cut.abort();
  return { events, cursor: last, type: response.headers.get("content-type") };
}

test("a stream brings what happened since the cursor, then what happens; each event once", async () => {
  const { page, cursor, reply } = await begin();
  await reply("While you were away");
  await scene.api.stamped();
  const reading = readStream(page, { cursor, until: (events) => textsOf(events).length === 3 });
  await reply("Now");
  await reply("And now");
  const { events, type } = await reading;
  expect(type).toContain("text/event-stream");
  expect(textsOf(events)).toEqual(["While you were away", "Now", "And now"]);
  const cursors = events.map((event) => event.cursor);
  expect(new Set(cursors).size).toBe(cursors.length);
});

test("a page that resumes at any event's cursor misses none and gets none twice", async () => {
  const { page, cursor, reply } = await begin();
  for (const n of [1, 2, 3, 4, 5]) await reply(`Answer ${n}`);
  await scene.api.stamped();
  const { data } = await page.poll(cursor);
  expect(textsOf(data)).toHaveLength(5);
  for (const [index, event] of data.entries()) {
    const rest = await page.poll(event.cursor, 0);
    expect(rest.data.map((one) => one.cursor)).toEqual(data.slice(index + 1).map((one) => one.cursor));
  }
});

test("a long poll answers when something happens, and else with a cursor to go on from", async () => {
  const { page, cursor, reply } = await begin();
  const polled = page.poll(cursor);
  await reply("Here I am");
  expect(textsOf((await polled).data)).toEqual(["Here I am"]);
  await scene.api.stamped();
  const quiet = await page.poll((await page.session()).body.cursor, 0);
  expect(quiet.data).toEqual([]);
  expect((await page.poll(quiet.cursor, 0)).data).toEqual([]);
});

test("events of other visitors and notes of members are not sent", async () => {
  const { page, cursor, path } = await begin();
  const other = await begin();
  await other.reply("For somebody else");
  await widget.client.post(`${path}/messages`, { content: "A note", private: true });
  await scene.api.stamped();
  expect((await page.poll(cursor, 0)).data).toEqual([]);
});

test("a page reads its lists again when a conversation of its visitor was deleted permanently, and no other page does", async () => {
  const [{ page, cursor, path }, other] = [await begin(), await begin()];
  const polled = page.poll(cursor);
  expect((await widget.client.delete(path)).status).toBe(200);
  const { data, cursor: next } = await polled;
  expect(data).toEqual([{ type: "reset", cursor: expect.any(String), data: null }]);
  expect((await page.poll(cursor, 0)).data).toEqual(data); // also one that comes back later
  expect((await page.poll(next, 0)).data).toEqual([]);
  expect(await page.conversations()).toEqual([]);
  expect((await other.page.poll(other.cursor, 0)).data).toEqual([]);
});

test("a cursor of another log or of the future begins anew", async () => {
  const { page, cursor } = await begin();
  for (const bad of ["nonsense", cursor.replace(/\d+$/, "99999999")]) {
    const { data, cursor: next } = await page.poll(bad, 0);
    expect(data).toEqual([{ type: "reset", cursor: expect.any(String), data: null }]);
    expect((await page.poll(next, 0)).data).toEqual([]);
  }
});

test("the status of the conversation, the assignee and ticks follow", async () => {
  const { page, cursor, path, reply, id } = await begin();
  const { id: messageId } = await reply("Done");
  await scene.send();
  await page.call("POST", "receipts", { conversationId: id, read: messageId });
  await widget.client.post(`${path}/status`, { signal: "resolve" });
  await scene.api.stamped();
  const { data } = await page.poll(cursor, 0);
  const last = data.filter(({ type }) => type === "message").at(-1);
  expect(last?.data).toMatchObject({ id: messageId, status: "read" });
  expect(data.find(({ type }) => type === "conversation")?.data).toMatchObject({ id, status: "resolved" });
});

test("a member who types is shown to the conversation's visitor by name, and to no other", async () => {
  const [{ page, id, cursor, path }, other] = [await begin(), await begin()];
  const { displayId, inboxId } = (await widget.client.get(path)).body;
  const { userId } = widget.admin;
  if (userId === null) throw new Error("the administrator is a member");
  const [polled, elsewhere] = [page.poll(cursor, 20), other.page.poll(other.cursor, 2)];
  let events: WidgetEvent[] = [];
  void polled.then(({ data }) => {
    events = data;
  });
  const isTyping = () => {
    typingSignal().notify(widget.accountId, { displayId, inboxId, userId }, true);
    return events;
  };
  await expect
    .poll(isTyping, { timeout: 15_000 })
    .toMatchObject([
      { type: "typing", data: { conversationId: id, isTyping: true, member: { name: expect.any(String) } } },
    ]);
  expect((await elsewhere).data).toEqual([]);
});

test("that a member writes a note is not shown to the conversation's visitor", async () => {
  const { page, cursor, path } = await begin();
  const { displayId, inboxId } = (await widget.client.get(path)).body;
  let isPolled = false;
  const polled = page.poll(cursor, 1).finally(() => {
    isPolled = true;
  });
  const note = () => {
    const entry = { displayId, inboxId, userId: widget.admin.userId ?? 0, isPrivate: true } as const;
    typingSignal().notify(widget.accountId, entry, true);
    return isPolled;
  };
  await expect.poll(note, { timeout: 15_000 }).toBe(true);
  expect((await polled).data).toEqual([]);
});

test("a poll without a token and with a wait that is too long is refused", async () => {
  const { page } = await begin();
  expect(await page.call("GET", "events?wait=31")).toMatchObject({ status: 422, code: "input.invalid" });
  page.token = null;
  expect(await page.call("GET", "events")).toMatchObject({ status: 401 });
});

test("a visitor's eleventh open page is refused", async () => {
  const { page, cursor } = await begin();
  const read = (wait: number) => page.call("GET", `events?cursor=${encodeURIComponent(cursor)}&wait=${wait}`);
  const pages = Array.from({ length: 11 }, () => read(20));
  expect((await Promise.race(pages)).status).toBe(429); // one of them: the others wait
  await page.write("Ends the polls");
  const ends = (await Promise.all(pages)).map(({ status }) => status).sort();
  expect(ends).toEqual([...Array(10).fill(200), 429]);
  expect((await read(0)).status).toBe(200);
});

test("of two inboxes whose pages come back from one position, each gets its own messages", async () => {
  const first = await begin();
  const created = await widget.client.post("/v1/inboxes", {
    name: "Shop",
    channel: "widget",
    settings: { allowedOrigins: [SITE] },
  });
  const { id: inboxId, identifier } = created.body;
  const base = `${scene.api.url}/channels/widget/${identifier}`;
  const second = await beginConversation({
    ...widget,
    inboxId,
    page: (origin = SITE) => openPage(base, origin),
  });
  await scene.api.stamped();
  const { cursor } = (await first.page.session()).body;
  await first.reply("For the first");
  await second.reply("For the second");
  await scene.api.stamped();
  const cut = new AbortController();
  await fetch(`${scene.api.url}/channels/widget/${widget.identifier}/events`, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${first.page.token}` },
    signal: cut.signal,
  }); // as long as a page is open, what the others read is kept
  expect(textsOf((await first.page.poll(cursor, 0)).data)).toEqual(["For the first"]);
  expect(textsOf((await second.page.poll(cursor, 0)).data)).toEqual(["For the second"]);
  cut.abort();
});

test("a page that comes back after its inbox's sites have changed goes on from there", async () => {
  const { page, cursor, reply } = await begin();
  const settings = { allowedOrigins: [SITE, "https://other.example"] };
  await widget.client.patch(`/v1/inboxes/${widget.inboxId}`, { settings });
  await reply("After the change");
  await scene.api.stamped();
  const polled = await page.poll(cursor, 0);
  expect(polled.data).toEqual([]); // the change ends what was admitted before it
  expect(textsOf((await page.poll(polled.cursor, 0)).data)).toEqual(["After the change"]);
  const cut = await readStream(page, { cursor, until: () => false });
  expect(cut.events).toEqual([]);
  const { events } = await readStream(page, { cursor: cut.cursor, until: (all) => all.length > 0 });
  expect(textsOf(events)).toEqual(["After the change"]);
});
