import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assignConversation, changeParticipants } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSeen, markUnread } from "@/server/commands/conversations/mark-seen";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { labelConversation } from "@/server/commands/organising/labels";
import type { Caller } from "@/server/contract/_shared/caller";
import { ownUnread } from "@/server/contract/conversation/own-unread";
import { getConversation, getOwnConversation } from "@/server/queries/conversations/get-conversation";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });

describe("participants", () => {
  const idOf = (caller: Caller): number => caller.userId ?? 0;

  const give = (s: Stage, to: Caller | null) =>
    s.run(assignConversation, { ...here(s), assigneeId: to?.userId ?? null });

  const receive = (s: Stage) => s.run(receiveMessage, { ...here(s), content: "Hello?" });

  const remove = (s: Stage, who: Caller) => s.run(changeParticipants, { ...here(s), remove: [idOf(who)] });

  const followersOf = async (s: Stage) => {
    const { conversation } = await getConversation(world.database, s.admin, {
      conversationId: s.conversation.id,
    });
    return conversation.participants.map(({ userId, because }) => [userId, because]);
  };

  const kindsOf = async (caller: Caller) =>
    (await listNotifications(world.database, caller, { limit: 50 })).data.map(({ kind }) => kind);

  test("a member who replies, notes, is mentioned or is assigned follows the conversation, recorded in that event", async () => {
    const s = await createStage(world);
    await remove(s, s.admin); // the one who created it
    const replied = await world.run(sendMessage, s.agent, { ...here(s), content: "One moment." });
    expect(replied.events.map(({ type }) => type)).toEqual(["message.created", "message.send_requested"]);
    expect(await followersOf(s)).toEqual([[idOf(s.agent), "replied"]]);

    const content = `@${s.agent.actor.name}`;
    await s.run(addNote, { ...here(s), content, mentionIds: [idOf(s.agent)] });
    expect(await followersOf(s)).toEqual([
      [idOf(s.agent), "replied"],
      [idOf(s.admin), "noted"],
    ]);
  });

  test("an assignment that is undone leaves no follower behind", async () => {
    const s = await createStage(world);
    const before = await followersOf(s);
    const { operationId, events } = await give(s, s.agent);
    expect(events.map(({ type }) => type)).toEqual(["conversation.assigned"]);
    expect(await followersOf(s)).toEqual([...before, [idOf(s.agent), "assigned"]]);
    await s.run(undoChanges, { ...here(s), operationId });
    expect(await followersOf(s)).toEqual(before);
  });

  test("followers are notified of the customer's messages, the assignee once, and nobody of spam", async () => {
    const s = await createStage(world);
    await give(s, s.admin);
    await s.run(changeParticipants, { ...here(s), add: [idOf(s.agent), idOf(s.admin)] });
    await receive(s);
    expect(await kindsOf(s.agent)).toEqual(["message"]);
    expect(await kindsOf(s.admin)).toEqual(["message"]);
    await s.run(labelConversation, { ...here(s), add: ["spam"] });
    await receive(s);
    expect(await kindsOf(s.agent)).toEqual(["message"]);
  });

  test("a member who stops following gets no further notifications, and loses the unread ones", async () => {
    const s = await createStage(world);
    await s.run(changeParticipants, { ...here(s), add: [idOf(s.agent)] });
    await receive(s);
    await give(s, s.admin);
    expect(await kindsOf(s.agent)).toEqual(["message"]);
    await remove(s, s.agent);
    expect(await kindsOf(s.agent)).toEqual([]);
    await receive(s);
    expect(await kindsOf(s.agent)).toEqual([]);
  });
});

describe("ownUnread", () => {
  const assign = (s: Stage, to: Caller) => s.run(assignConversation, { ...here(s), assigneeId: to.userId });

  const receive = async (s: Stage, times = 1) => {
    for (let i = 0; i < times; i++) await s.run(receiveMessage, { ...here(s), content: `Wait ${i}` });
  };

  const readAs = (who: Caller, s: Stage, number = 99) => world.run(markSeen, who, { ...here(s), number });

  /** The count of each member, and the conversation's own. */
  async function counts(s: Stage, ...who: Caller[]): Promise<number[]> {
    const ref = { conversationId: s.conversation.id };
    const own = who.map(async (caller) => {
      const { conversation, seen } = await getOwnConversation(
        world.database,
        { ...caller, inboxIds: "all" },
        ref,
      );
      return ownUnread(conversation, seen ?? null, caller.userId ?? 0);
    });
    const { conversation } = await getConversation(world.database, s.admin, ref);
    return [...(await Promise.all(own)), conversation.unreadCount];
  }

  test("a lead who reads a colleague's conversation sees it as read, and the assignee's count stays", async () => {
    const s = await createStage(world);
    await assign(s, s.agent);
    await readAs(s.agent, s);
    await receive(s, 3);
    expect(await counts(s, s.agent, s.admin)).toEqual([3, 3, 3]);
    await readAs(s.admin, s);
    expect(await counts(s, s.agent, s.admin)).toEqual([3, 0, 3]);
    await receive(s);
    expect(await counts(s, s.agent, s.admin)).toEqual([4, 1, 4]);
    await readAs(s.agent, s);
    expect(await counts(s, s.agent, s.admin)).toEqual([0, 1, 0]);
  });

  test("reading half of the messages leaves the others unread", async () => {
    const s = await createStage(world);
    await receive(s, 3); // numbers 3 to 5
    await readAs(s.agent, s, 4);
    expect(await counts(s, s.agent)).toEqual([1, 1]);
  });

  test("until a member opens a conversation, a colleague's answer or its end reads it for them", async () => {
    const s = await createStage(world);
    await receive(s, 2);
    expect(await counts(s, s.outsider)).toEqual([2, 3]);
    const held = await s.run(sendMessage, { ...here(s), content: "Hello", holdMs: 60_000 });
    expect(await counts(s, s.outsider)).toEqual([0, 3]);
    await s.run(withdrawMessage, { messageId: held.result.message.id });
    expect(await counts(s, s.outsider)).toEqual([2, 3]);
    await s.run(changeStatus, { ...here(s), signal: "resolve", until: null });
    expect(await counts(s, s.outsider)).toEqual([0, 3]);
  });

  test("a lead who marks a colleague's conversation as unread changes nothing for the colleague, and records no event", async () => {
    const s = await createStage(world);
    await assign(s, s.agent);
    await receive(s, 2);
    await readAs(s.agent, s);
    await readAs(s.admin, s);
    const { events } = await world.run(markUnread, s.admin, here(s));
    expect(events).toEqual([]);
    expect(await counts(s, s.agent, s.admin)).toEqual([0, 1, 0]);
    await world.run(markUnread, s.admin, { ...here(s), from: 3 });
    expect(await counts(s, s.agent, s.admin)).toEqual([0, 2, 0]);
    await readAs(s.admin, s);
    expect(await counts(s, s.agent, s.admin)).toEqual([0, 0, 0]);
  });

  test("the assignee's mark is the conversation's: marking it as unread raises both counts", async () => {
    const s = await createStage(world);
    await assign(s, s.agent);
    await receive(s, 2);
    await readAs(s.agent, s);
    await world.run(markUnread, s.agent, { ...here(s), from: 3 });
    expect(await counts(s, s.agent)).toEqual([2, 2]);
  });

  test("marking from an own answer on, or one that is not the customer's, leaves one message unread", async () => {
    const s = await createStage(world);
    await readAs(s.agent, s);
    await world.run(markUnread, s.agent, { ...here(s), from: s.outgoing.number });
    expect(await counts(s, s.agent)).toEqual([1, 0]);
    await readAs(s.agent, s);
    expect(await counts(s, s.agent)).toEqual([0, 0]);
  });

  test("a number beyond the last message marks the last one", async () => {
    const s = await createStage(world);
    await receive(s);
    await readAs(s.agent, s);
    await world.run(markUnread, s.agent, { ...here(s), from: 1_000 });
    expect(await counts(s, s.agent)).toEqual([1, 1]);
  });
});
