import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { markAttention, markNotificationRead } from "@/server/commands/members/notifications";
import type { Caller } from "@/server/contract/_shared/caller";
import { NOTIFICATION_REASONS } from "@/server/contract/member/notification-choices";
import type { NotificationSettings } from "@/server/contract/member/notification-settings";
import { isWanted, notificationReason } from "@/server/domain/member/notification-delivery";
import { listNotificationGroups, readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { readNotificationSettings } from "@/server/store/push/notification-settings";
import { openSmtp, readable } from "@/test/support/clients/smtp";
import { workDigests } from "@/test/support/scenes/digests";
import { beginSessionOf, createPushScene, type PushScene } from "@/test/support/scenes/push-scene";
import { createWorld, type World } from "@/test/support/scenes/world";

describe("digests", () => {
  let world: World;
  let scene: PushScene;
  let smtp: Awaited<ReturnType<typeof openSmtp>>;
  beforeAll(async () => {
    world = await createWorld();
  });
  beforeEach(async () => {
    smtp = await openSmtp();
    scene = await createPushScene(world);
  });
  afterAll(() => world.close());

  const work = () => workDigests(world, smtp);

  const minutes = (count: number) => scene.later(count * 60);

  const mails = () => smtp.mails.map((mail) => readable(mail).replaceAll("\r\n", "\n"));

  test("a member who was away gets one mail with what they missed, grouped by conversation", async () => {
    await scene.choose({ digestMinutes: 15 });
    await scene.receive();
    await scene.receive("Please!");
    await scene.mention();
    await work();
    expect(smtp.mails).toEqual([]);
    minutes(16);
    await Promise.all([work(), work()]);
    await work();
    const [mail = "", ...others] = mails();
    expect(others).toEqual([]);
    const { displayId } = scene.stage.conversation;
    expect(mail).toContain(`李文 Li Wen (#${displayId})
- Ada Duarte assigned this conversation to you
- 2 new messages: Please!
- Ada Duarte mentioned you: @Grace
https://inbox.acme.example/inbox?view=all&c=${displayId}
`);
    minutes(600);
    await work();
    expect(smtp.mails).toHaveLength(1);
    await scene.receive("Hello??"); // the same notification, which was mailed: its message counts anew
    minutes(16);
    await work();
    expect(smtp.mails).toHaveLength(2);
  });

  test.each([
    ["who chose no mails", { digestMinutes: 0 as const }],
    [
      "whose reasons are off",
      {
        digestMinutes: 15 as const,
        off: { inApp: [], push: [], mail: ["assigned" as const, "message" as const] },
      },
    ],
  ])("a member %s gets none", async (_, settings) => {
    await scene.choose(settings);
    await scene.receive();
    minutes(16);
    await work();
    expect(smtp.mails).toEqual([]);
  });

  test("what was read, or seen in a window meanwhile, is not mailed", async () => {
    const { stage } = scene;
    await scene.choose({ digestMinutes: 15 });
    const { number } = await scene.receive();
    await world.run(markSeen, stage.agent, { ...scene.here, number });
    minutes(16);
    await work();
    await scene.receive();
    minutes(10);
    const sessionId = await beginSessionOf(world, stage, stage.agent);
    await world.run(markAttention, stage.agent, { sessionId, isHere: true });
    minutes(10);
    await work();
    expect(smtp.mails).toEqual([]);
  });

  test("what a mail lists that the mail server did not take yet is not lost to the next mail", async () => {
    await scene.choose({ digestMinutes: 15 });
    await scene.receive("First");
    smtp.refuse(Object.assign(new Error("busy"), { responseCode: 451 }));
    minutes(16);
    await work();
    await scene.mention();
    minutes(16);
    await work();
    smtp.refuse(null);
    minutes(60);
    await work();
    await work();
    expect(mails()).toMatchObject([/: First\n/, /mentioned you/].map((text) => expect.stringMatching(text)));
  });

  test("a customer who writes on and on does not delay the mail; the member's last input does", async () => {
    const { stage } = scene;
    await scene.choose({ digestMinutes: 15 });
    for (const text of ["First", "Second", "Third"]) {
      await scene.receive(text);
      minutes(7);
      await work();
    }
    expect(mails()).toMatchObject([expect.stringContaining("3 new messages: Third")]);

    await scene.receive("Fourth");
    minutes(10);
    const sessionId = await beginSessionOf(world, stage, stage.agent);
    await world.run(markAttention, stage.agent, { sessionId, isHere: true });
    minutes(1);
    await scene.receive("Fifth");
    minutes(10);
    await work();
    expect(smtp.mails).toHaveLength(1);
    minutes(4);
    await work();
    expect(mails()).toMatchObject(
      [/Third/, /5 new messages: Fifth/].map((text) => expect.stringMatching(text)),
    );
  });

  test("a mail waits for the end of quiet hours", async () => {
    await scene.choose({ digestMinutes: 15, quietHours: { days: [5], from: "09:00", to: "11:00" } });
    await scene.receive();
    minutes(60);
    await work();
    expect(smtp.mails).toEqual([]);
    minutes(65);
    await work();
    expect(smtp.mails).toHaveLength(1);
  });
});

describe("notification groups", () => {
  let world: World;
  let scene: PushScene;
  beforeAll(async () => {
    world = await createWorld();
  });
  beforeEach(async () => {
    scene = await createPushScene(world);
  });
  afterAll(() => world.close());

  const groups = async (caller: Caller, limit = 20, cursor: string | null = null) =>
    listNotificationGroups(world.database, caller, { limit, cursor });

  const shown = async (caller: Caller) =>
    (await groups(caller)).data.map(({ kind, unread, message }) => [kind, unread, message?.content ?? null]);

  const unread = async () => (await readUnreadNotifications(world.database, scene.stage.agent)).count;

  /** Another conversation of the same customer, assigned to the agent. */
  async function another(): Promise<void> {
    const { stage } = scene;
    const of = { inboxId: stage.inbox.id, contactId: stage.contact.id, startedBy: "other" as const };
    const { conversation } = (await stage.run(createConversation, of)).result;
    const assigned = { conversation: { conversationId: conversation.id }, assigneeId: stage.agent.userId };
    await stage.run(assignConversation, assigned);
  }

  test("a conversation is one row with its newest notification and the unread messages of all", async () => {
    const { stage } = scene;
    await scene.receive("one");
    await scene.receive("two");
    await scene.mention();
    await another();
    expect(await shown(stage.agent)).toEqual([
      ["assigned", 1, null],
      ["mentioned", 4, "@Grace"],
    ]);
    expect(await unread()).toBe(4);
    const [, talk] = (await groups(stage.agent)).data;
    await world.run(markNotificationRead, stage.agent, { notificationId: talk?.id ?? 0, isGroup: true });
    expect(await shown(stage.agent)).toEqual([
      ["assigned", 1, null],
      ["mentioned", 0, "@Grace"],
    ]);
  });

  test("pages of groups omit and repeat no conversation", async () => {
    for (let n = 0; n < 4; n++) {
      await another();
      await scene.mention();
    }
    const seen: (number | undefined)[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof groups>> = await groups(scene.stage.agent, 2, cursor);
      seen.push(...page.data.map(({ conversation }) => conversation?.displayId));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });

  test.each<[string, Partial<NotificationSettings> | "mute"]>([
    ["by default", {}],
    ...NOTIFICATION_REASONS.map((reason): [string, Partial<NotificationSettings>] => [
      `without ${reason}`,
      { off: { inApp: [reason], push: [], mail: [] } },
    ]),
    ["of a muted inbox", "mute"],
  ])("the list %s shows what the domain says", async (_, chosen) => {
    const { stage } = scene;
    await scene.receive();
    await scene.mention();
    await another();
    await scene.give(stage.admin); // the agent follows from now on
    await scene.receive("after all");
    const read = () =>
      world.database.query<{ kind: "message"; isAssignee: boolean; inboxId: number }>(
        `select n.kind, c.assignee_id = n.user_id as "isAssignee", c.inbox_id as "inboxId" from notification n
       join conversation c on c.account_id = n.account_id and c.id = n.conversation_id where n.user_id = $1`,
        [stage.agent.userId],
      );
    await scene.choose(chosen === "mute" ? { mutedInboxIds: [stage.inbox.id] } : chosen);
    const of = { accountId: stage.accountId, userId: stage.agent.userId ?? 0 };
    const settings = await readNotificationSettings(world.database, of);
    const wanted = (await read()).filter(({ kind, isAssignee, inboxId }) =>
      isWanted({ reason: notificationReason(kind, { isAssignee }), inboxId }, "inApp", settings),
    );
    expect(await unread()).toBe(wanted.length);
  });
});
