import { afterAll, beforeAll, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { updateMember } from "@/server/commands/members/members";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { labelConversation } from "@/server/commands/organising/labels";
import type { Caller } from "@/server/contract/_shared/caller";
import { listNotifications, readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { NOTIFICATION_DAYS } from "@/server/store/members/notifications";
import { deleteExpired } from "@/server/store/retention/expiry";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { addFile } from "@/test/support/scenes/files";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });
const give = (s: Stage, to: Caller | null) =>
  s.run(assignConversation, { ...here(s), assigneeId: to?.userId ?? null });
const receive = (s: Stage, content = "Hello?") => s.run(receiveMessage, { ...here(s), content });
const mention = (s: Stage, who: Caller) =>
  s.run(addNote, { ...here(s), content: `@${who.actor.name}`, mentionIds: [who.userId ?? 0] });

const list = async (caller: Caller) =>
  (await listNotifications(world.database, caller, { limit: 50 })).data.map(
    ({ kind, count, readAt, message }) => ({
      kind,
      count,
      isRead: readAt !== null,
      content: message?.content ?? null,
    }),
  );
const unread = async (caller: Caller) => (await readUnreadNotifications(world.database, caller)).count;

test("a member is notified of conversations that others assign to them, not of their own assignments", async () => {
  const s = await createStage(world);
  await give(s, s.agent);
  expect(await list(s.agent)).toEqual([{ kind: "assigned", count: 1, isRead: false, content: null }]);
  await give(s, s.admin);
  expect(await list(s.admin)).toEqual([]);
});

test("an unread notification of an assignment is withdrawn when the assignee changes", async () => {
  const s = await createStage(world);
  await give(s, s.agent);
  await receive(s);
  await give(s, null);
  expect(await list(s.agent)).toEqual([]);
});

test("notifications of a mention and of the customer's message stay when the assignee changes, because a mentioned member follows", async () => {
  const s = await createStage(world);
  await give(s, s.agent);
  await mention(s, s.agent);
  await receive(s);
  await give(s, null);
  expect(await list(s.agent)).toMatchObject([{ kind: "message" }, { kind: "mentioned" }]);
});

test("several messages of a customer are one notification, until it is read", async () => {
  const s = await createStage(world);
  await give(s, s.admin);
  await receive(s, "one");
  const { result } = await receive(s, "two");
  expect(await list(s.admin)).toEqual([{ kind: "message", count: 2, isRead: false, content: "two" }]);
  await s.run(markSeen, { ...here(s), number: result.message.number });
  await receive(s, "three");
  expect(await list(s.admin)).toMatchObject([
    { count: 1, isRead: false, content: "three" },
    { count: 2, isRead: true },
  ]);
});

test("a notification of a message without text names its files", async () => {
  const s = await createStage(world);
  await give(s, s.admin);
  const file = await addFile(world, s.admin, "receipt.png");
  await s.run(receiveMessage, { ...here(s), content: "", fileIds: [file.id] });
  const { data } = await listNotifications(world.database, s.admin, { limit: 1 });
  expect(data[0]?.message).toMatchObject({
    content: "",
    files: { name: "receipt.png", contentType: "image/png", count: 1 },
  });
});

test("reading up to a message reads its notifications; later ones and other members' stay unread", async () => {
  const s = await createStage(world);
  await give(s, s.agent);
  await mention(s, s.agent);
  const { result } = await mention(s, s.agent);
  expect(await unread(s.agent)).toBe(3);
  await world.run(markSeen, s.admin, { ...here(s), number: result.message.number });
  expect(await unread(s.agent)).toBe(3);
  await world.run(markSeen, s.agent, { ...here(s), number: result.message.number - 1 });
  expect(await list(s.agent)).toMatchObject([
    { kind: "mentioned", isRead: false },
    { kind: "mentioned", isRead: true },
    { kind: "assigned", isRead: true },
  ]);
});

test("spam notifies nobody", async () => {
  const s = await createStage(world);
  await give(s, s.admin);
  await s.run(labelConversation, { ...here(s), add: ["spam"] });
  await receive(s);
  expect(await list(s.admin)).toEqual([]);
});

test("a member who lost the inbox sees none of its notifications, also of earlier ones", async () => {
  const s = await createStage(world);
  await give(s, s.agent);
  await s.run(updateMember, { userId: s.agent.userId ?? 0, inboxIds: [s.hiddenInbox.id] });
  await receive(s);
  const moved: Caller = { ...s.agent, inboxIds: [s.hiddenInbox.id] };
  expect([await list(moved), await unread(moved)]).toEqual([[], 0]);
  expect(await list(s.agent)).toMatchObject([{ kind: "assigned" }]); // with the earlier rights
});

test("the list's pages omit and repeat nothing, also among notifications of the same instant", async () => {
  const s = await createStage(world);
  const conversation = { conversationId: s.conversation.id };
  for (let i = 0; i < 7; i++) {
    if (i % 3 === 0) pass(world);
    const note = { conversation, content: String(i), mentionIds: [s.agent.userId ?? 0] };
    await world.run(addNote, s.admin, note);
  }
  const seen: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listNotifications>> = await listNotifications(
      world.database,
      s.agent,
      {
        cursor,
        limit: 2,
      },
    );
    seen.push(...page.data.map(({ message }) => message?.content ?? ""));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  expect(seen).toEqual(["6", "5", "4", "3", "2", "1", "0"]);
});

test("old notifications are deleted, read or not", async () => {
  const s = await createStage(world);
  await give(s, s.agent);
  const days = (count: number) => new Date(world.clock.now.getTime() + count * 86_400_000);
  const drop = (now: Date) => deleteExpired(world.database, "notification", { now, limit: 1_000 });
  await drop(days(NOTIFICATION_DAYS - 1));
  expect(await unread(s.agent)).toBe(1);
  await drop(days(NOTIFICATION_DAYS));
  expect(await unread(s.agent)).toBe(0);
});
