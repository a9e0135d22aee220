import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { updateMember } from "@/server/commands/members/members";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { scheduleMessage } from "@/server/commands/messages/scheduled-messages";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { ANY_VIEW, type ViewFilter } from "@/server/contract/conversation/view";
import { NO_TOPICS } from "@/server/contract/live/topics";
import { FRAME_MS } from "@/server/live/feeds/coalesce-rows";
import { createTopicChanges } from "@/server/live/hub/topic-changes";
import { readCounters } from "@/server/queries/conversations/read-counters";
import { openProcessBus } from "@/server/store/_process-bus/open-process-bus";
import { seqOf } from "@/test/support/clients/live-screen";
import { openHubServer } from "@/test/support/clients/live-stream";
import { openTopicStream } from "@/test/support/clients/topic-stream";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const OPEN: ViewFilter = { ...ANY_VIEW, status: "open" };
const MINE: ViewFilter = { ...OPEN, assignee: "me" };

const setOut = (options?: { who?: "admin" | "agent" }) => openTopicStream(world, options);

test("a named stream without topics sends only account events; with topics also rows, events and counters", async () => {
  const { tenant, agent, first, second, stream, write, stamp, show, seen, enters, leaves } = await setOut();
  await write(first);
  await world.run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [second.inbox.id] });
  await stamp();
  await seen();
  expect(stream.events().map(({ type }) => type)).toEqual(["member.updated"]);

  await show({ views: [OPEN], conversations: [second.conversation.displayId], counters: true });
  await write(first, "row");
  await write(second, "event");
  await stream.until(() => enters().length > 0); // resolved in the same frame, it would only leave
  await world.run(changeStatus, tenant.admin, {
    conversation: { conversationId: first.conversation.id },
    signal: "resolve",
  });
  await stamp();
  await seen();
  await stream.until(() => leaves().length > 0);
  expect(enters().map(({ conversation }) => conversation.lastMessage?.content)).toEqual(["row"]);
  expect(leaves()).toEqual([first.conversation.id]);
  expect(stream.events().slice(1)).toMatchObject([{ type: "message.created", data: { content: "event" } }]);
  const counters = await readCounters(world.database, tenant.admin);
  await stream.until(() => stream.frames().some((frame) => frame.counters?.byStatus.open.all === 1));
  expect(stream.frames().findLast((frame) => frame.counters)?.counters).toEqual(counters);
});

test("topics requested as of a cursor send the events since then", async () => {
  const { first, stream, write, head, show, enters } = await setOut();
  const before = await head();
  await write(first, "before");
  await show({ conversations: [first.conversation.displayId] }, before);
  await stream.until(() => stream.seqs().length === 1);
  await show({ views: [OPEN] }, before);
  await stream.until(() => enters().length === 1);
  await show({ views: [OPEN] }, "nonsense");
  await stream.until(() => stream.frames().some(({ reset }) => reset));
});

test("a repeated topic request is acknowledged without sending its events again", async () => {
  const { first, server, stream, write, head, connectionId, who, show, seen } = await setOut();
  const after = await head();
  await write(first);
  await show({ conversations: [first.conversation.displayId] }, after);
  await stream.until(() => stream.seqs().length === 1);
  await show({ conversations: [first.conversation.displayId] }, after); // a greater revision of the same
  await write(first);
  await seen();
  expect(stream.seqs()).toEqual([seqOf(after) + 1, seqOf(after) + 2]);

  const topics = { ...NO_TOPICS, conversations: [first.conversation.displayId] };
  const later = { connectionId, topics, after: await head(), revision: 9 };
  expect(server.hub.change(who, later)).toBe(true); // a later cursor: a new request
  await stream.until(() => stream.frames().some((frame) => frame.topics === 9));
});

test("the same topics as of the same cursor are sent again to another tab's request, and once", async () => {
  const { first, server, stream, write, head, connectionId, who } = await setOut();
  const after = await head();
  const topics = { ...NO_TOPICS, conversations: [first.conversation.displayId] };
  const request = (requestId: number, revision: number) =>
    server.hub.change(who, { connectionId, topics, after, requestId, revision });
  request(1, 1);
  await write(first);
  await stream.until(() => stream.seqs().length === 1);
  request(2, 2);
  await stream.until(() => stream.seqs().length === 2);
  request(2, 3);
  await write(first);
  await stream.until(() => stream.seqs().length === 3);
  const written = seqOf(after) + 1;
  expect(stream.seqs()).toEqual([written, written, written + 1]);
});

test("a conversation's first event is sent immediately, those within 50 ms share a frame, and no id skips ahead", async () => {
  const { tenant, first, second, server, stream, stamp, show, head } = await setOut();
  const conversation = { conversationId: first.conversation.id };
  const { message } = (await world.run(sendMessage, tenant.admin, { conversation, content: "hi" })).result;
  await stamp();
  await show({ conversations: [first.conversation.displayId, second.conversation.displayId] });
  const before = await head();
  for (const signal of ["sent", "delivered", "read"] as const)
    await world.run(recordReceipts, tenant.admin, { receipts: [{ messageId: message.id, signal }] });
  const elsewhere = { conversation: { conversationId: second.conversation.id }, content: "not coalesced" };
  await world.run(receiveMessage, tenant.admin, elsewhere);
  const start = seqOf(before);
  const shownAt = performance.now();
  await vi.waitUntil(() => performance.now() > shownAt + FRAME_MS); // the first conversation's pause is over
  for (const row of await world.relay()) server.hub.publish([row]);
  await stream.until(() => stream.seqs().length === 4);
  const sent = stream
    .frames()
    .filter(({ events }) => events.length > 0)
    .map(({ cursor, events, upTo }) => [seqOf(cursor), events.map(({ seq }) => seq), upTo]);
  expect(sent).toEqual([
    [start + 1, [start + 1], undefined],
    [start + 1, [start + 4], start + 4],
    [start + 4, [start + 2, start + 3], undefined],
  ]);
});

test("a note that mentions a member brings the conversation into their list of mentions, and into no other's", async () => {
  const { tenant, agent, first, stream, stamp, show, seen, enters } = await setOut({ who: "agent" });
  await show({ views: [{ ...ANY_VIEW, mentioned: "me" }] });
  const note = { conversation: { conversationId: first.conversation.id }, content: "@Ada" };
  await world.run(addNote, tenant.admin, { ...note, mentionIds: [tenant.admin.userId ?? 0] });
  await stamp();
  await seen();
  expect(enters()).toEqual([]);
  await world.run(addNote, tenant.admin, { ...note, mentionIds: [agent.id] });
  await stamp();
  await stream.until(() => enters().length > 0);
  expect(enters().map(({ conversation }) => conversation.mentionedIds)).toEqual([
    [tenant.admin.userId, agent.id],
  ]);
});

test("a scheduled message is sent to the windows that show its conversation, and to no others", async () => {
  const { tenant, first, second, stream, stamp, show, seen } = await setOut();
  await show({ conversations: [second.conversation.displayId] });
  const sendAt = new Date(world.clock.now.getTime() + 3_600_000);
  for (const { conversation } of [first, second])
    await world.run(scheduleMessage, tenant.admin, {
      conversation: { conversationId: conversation.id },
      content: "Later",
      sendAt,
    });
  await stamp();
  await seen();
  const { displayId } = second.conversation;
  expect(stream.events()).toMatchObject([{ type: "scheduled_message.created", data: { displayId } }]);
});

test("a removed inbox leaves the lists, an added one enters with its rows, and nothing else is read", async () => {
  const { tenant, agent, first, second, stream, stamp, show, enters } = await setOut({ who: "agent" });
  await show({ views: [OPEN] });
  await world.run(updateMember, tenant.admin, { userId: agent.id, inboxIds: [second.inbox.id] });
  await stamp();
  await stream.until(() => stream.frames().some(({ gone }) => gone));
  const { gone } = stream.frames().find((frame) => frame.gone) ?? {};
  expect(gone).toEqual({ inboxIds: [first.inbox.id] });
  expect(enters().map(({ conversation }) => conversation.id)).toEqual([second.conversation.id]);
  expect(stream.frames().some(({ reset }) => reset)).toBe(false);

  await world.run(updateMember, tenant.admin, { userId: agent.id, role: "administrator" });
  await stamp();
  await stream.until(() => enters().some(({ conversation }) => conversation.id === first.conversation.id));
});

test("only its own user changes a stream's topics, and the newest request wins", async () => {
  const { tenant, agent, server, connectionId, who, show, stream, write, first, seen, enters } =
    await setOut();
  const request = { connectionId, topics: { ...NO_TOPICS, views: [OPEN] }, after: "", revision: 9 };
  expect(server.hub.change({ ...who, userId: agent.id }, request)).toBe(false);
  expect(server.hub.change({ ...who, accountId: tenant.accountId + 1 }, request)).toBe(false);
  await show({ views: [MINE] });
  expect(server.hub.change(who, { ...request, revision: 1 })).toBe(true); // overtaken
  await write(first);
  await seen();
  expect([stream.events(), enters()]).toEqual([[], []]);
});

test("a topic request at another process reaches the stream over the process bus", async () => {
  const { connectionId, who, server, stream, head } = await setOut();
  const there = await openHubServer(world);
  const open = async (hub: Pick<typeof server.hub, "change">) => {
    let broadcast = (_words: string) => {};
    const changes = createTopicChanges(hub, (words) => broadcast(words));
    const onWake = vi.fn();
    const options = { url: world.url, onWake: onWake, onMessage: changes.onMessage, onError: vi.fn() };
    const bus = openProcessBus(options);
    onTestFinished(() => bus.close());
    await waitFor(() => expect(onWake).toHaveBeenCalled());
    broadcast = bus.broadcast;
    return changes;
  };
  await open(server.hub);
  const { send } = await open(there.hub);
  const topics = { ...NO_TOPICS, views: [OPEN] };
  expect(send(who, { connectionId, topics, after: await head(), revision: 5 })).toBe(true);
  await stream.until(() => stream.frames().some((frame) => frame.topics === 5));
  const long = { ...OPEN, label: "ö".repeat(100) };
  const tooLong = { ...topics, views: Array.from({ length: 40 }, () => long) };
  expect(send(who, { connectionId, topics: tooLong, after: "", revision: 6 })).toBe(false);
});

test("counters of a busy account are sent at most four times a second, and the last ones are right", async () => {
  const { tenant, first, stream, show, stamp } = await setOut();
  await show({ counters: true });
  await stream.until(() => stream.frames().some((frame) => frame.counters));
  const began = performance.now();
  const before = stream.frames().filter((frame) => frame.counters).length;
  for (let i = 0; i < 30; i++) {
    const signal = i % 2 === 0 ? "resolve" : "reopen";
    await world.run(changeStatus, tenant.admin, {
      conversation: { conversationId: first.conversation.id },
      signal,
    });
    await stamp();
  }
  const expected = await readCounters(world.database, tenant.admin);
  const counters = () => stream.frames().filter((frame) => frame.counters);
  await waitFor(() => expect(counters().at(-1)?.counters).toEqual(expected));
  const tookMs = performance.now() - began;
  expect(counters().length - before).toBeLessThanOrEqual(Math.ceil(tookMs / 250) + 1);
});
