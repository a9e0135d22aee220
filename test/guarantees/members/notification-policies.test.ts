import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changePolicy, revertPolicyChange } from "@/server/commands/inboxes/change-policy";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { recordAudit, reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { createMember } from "@/server/commands/members/members";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { markStuck } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { createAgentBot, linkAgentBot } from "@/server/dialects/chatwoot/commands/agent-bots";
import { RELEASE } from "@/server/lib/process/release";
import { listAlerts } from "@/server/queries/health/alerts";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { toEvent } from "@/server/store/events/log/event-log";
import { mayNotify, usersNotifiedBy } from "@/server/store/members/notifications";
import { agentOf, createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe("policy notifications", () => {
  /** A program with a token of the administrator. */
  const programOf = (s: Stage): Caller => ({
    ...s.admin,
    actor: { type: "token", id: s.token.id, name: s.token.name },
    tokenId: s.token.id,
    via: "api",
  });

  async function anotherAdministrator(s: Stage): Promise<Caller> {
    const fields = { name: "Ida", email: `ida-${s.accountId}@example.test`, passwordHash: "unusable" };
    const { result } = await s.run(createMember, { ...fields, role: "administrator" as const, inboxIds: [] });
    return { ...agentOf(s.accountId, result), role: "administrator", inboxIds: "all" };
  }

  const changesTo = async (caller: Caller) =>
    (await listNotifications(world.database, caller, { limit: 50 })).data.flatMap(({ actor, change }) =>
      change ? [{ by: actor.name, ...change }] : [],
    );

  const driftOf = async (s: Stage) =>
    (await listAlerts(world.database, s.admin, { limit: 50 })).data.map(({ kind, facts, closedAt }) => ({
      kind,
      facts,
      isOpen: closedAt === null,
    }));

  async function linkBot(s: Stage, extra: { takesReopened?: boolean } = {}) {
    const { result } = await s.run(createAgentBot, { name: "Lia", url: "https://bots.example.com/lia" });
    const link = { inboxId: s.inbox.id, endpointId: result.endpoint.id, ...extra };
    await world.run(linkAgentBot, programOf(s), link);
    return (await getInbox(world.database, s.admin, s.inbox.id)).policy;
  }

  test("linking a bot leaves reopened conversations to agents unless the program says otherwise", async () => {
    const s = await createStage(world);
    expect(await linkBot(s)).toMatchObject({ botEnabled: true, botTakesReopened: false });
    expect(await linkBot(s, { takesReopened: true })).toMatchObject({ botTakesReopened: true });
    expect(await linkBot(s)).toMatchObject({ botTakesReopened: true });
    await s.run(linkAgentBot, { inboxId: s.inbox.id, endpointId: null });
    expect(await linkBot(s)).toMatchObject({ botEnabled: true, botTakesReopened: false });
  });

  test("a change by a program notifies every administrator, its owner too, and no agent; with who, what, and over which edge", async () => {
    const s = await createStage(world);
    const ida = await anotherAdministrator(s);
    await linkBot(s);
    const change = {
      by: "CRM",
      inboxId: s.inbox.id,
      inboxName: s.inbox.name,
      setting: "botEnabled",
      from: false,
      to: true,
      via: "api",
      isCurrent: true,
    };
    expect(await changesTo(s.admin)).toMatchObject([change]);
    expect(await changesTo(ida)).toMatchObject([change]);
    expect(await changesTo(s.agent)).toEqual([]);
    expect(await changesTo({ ...ida, inboxIds: [s.inbox.id] })).toEqual([]);
  });

  test("a change on a screen notifies the other administrators, once for each setting, and not of what stayed", async () => {
    const s = await createStage(world);
    const ida = await anotherAdministrator(s);
    const settings = { startAsPending: true, callerStatusWins: false, botEnabled: false };
    await s.run(changePolicy, { inboxId: s.inbox.id, settings });
    expect(await changesTo(s.admin)).toEqual([]);
    expect((await changesTo(ida)).map(({ setting, via }) => [setting, via]).sort()).toEqual([
      ["callerStatusWins", "ui"],
      ["startAsPending", "ui"],
    ]);
  });

  test("a notified change is reverted once: after that, and after another change, the notification offers it no more", async () => {
    const s = await createStage(world);
    await linkBot(s);
    const [change] = await changesTo(s.admin);
    const revert = { inboxId: s.inbox.id, changeId: change?.id ?? 0 };
    await s.run(revertPolicyChange, revert);
    expect((await getInbox(world.database, s.admin, s.inbox.id)).policy.botEnabled).toBe(false);
    expect(await changesTo(s.admin)).toMatchObject([{ id: revert.changeId, isCurrent: false }]);
    await expect(s.run(revertPolicyChange, revert)).rejects.toMatchObject({ refusal: "undo.superseded" });
  });

  test("a program's change of a policy opens the alert of drift at once, without a review, until somebody approves it", async () => {
    const s = await createStage(world);
    await linkBot(s);
    const drift = { kind: "settings_drifted", facts: { settings: ["botEnabled"] } };
    expect(await driftOf(s)).toEqual([{ ...drift, isOpen: true }]);
    const audit = { inboxId: s.inbox.id, release: RELEASE, decided: 0, moved: 0 };
    world.clock.now = new Date(world.clock.now.getTime() + 8 * 86_400_000);
    await world.run(recordAudit, systemCaller(s.accountId), audit);
    expect(await driftOf(s)).toEqual([{ ...drift, isOpen: true }]);
    await s.run(reviewInbox, { inboxId: s.inbox.id });
    expect(await driftOf(s)).toEqual([{ ...drift, isOpen: false }]);
  });

  test("setting an inbox up opens no alert of drift: on screens nothing does, by a program only what decides statuses", async () => {
    const s = await createStage(world);
    await s.run(changePolicy, { inboxId: s.inbox.id, settings: { startAsPending: true } });
    await world.run(updateInbox, programOf(s), { inboxId: s.hiddenInbox.id, retryGapSeconds: 9 });
    expect(await driftOf(s)).toEqual([]);
  });
});

describe("not delivered notifications", () => {
  const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });

  const token = (s: Stage): Caller => ({
    ...s.admin,
    actor: { type: "token", id: s.token.id, name: s.token.name },
    userId: null,
    tokenId: s.token.id,
    via: "api",
  });

  async function write(s: Stage, by: Caller = s.agent) {
    pass(world);
    return (await world.run(sendMessage, by, { ...here(s), content: "Your order has left" })).result.message
      .id;
  }

  const report = (s: Stage, messageId: number, signal: "failed" | "delivered" | "sent") =>
    s.run(recordReceipts, { receipts: [{ messageId, signal }] });

  async function stick(s: Stage, messageId: number) {
    pass(world, 10 * 60_000);
    await s.run(markStuck, { messageIds: [messageId] });
  }

  const list = async (caller: Caller) =>
    (await listNotifications(world.database, caller, { limit: 50 })).data
      .filter(({ kind }) => kind === "not_delivered")
      .map(({ count, readAt, message }) => ({ count, isRead: readAt !== null, number: message?.number }));

  test("the author hears that a message failed, also when it had been assigned to somebody else; the assignee does not", async () => {
    const s = await createStage(world);
    const id = await write(s);
    await s.run(assignConversation, { ...here(s), assigneeId: s.admin.userId });
    await report(s, id, "failed");
    expect(await list(s.agent)).toEqual([{ count: 1, isRead: false, number: expect.any(Number) }]);
    expect(await list(s.admin)).toEqual([]);
    await s.run(assignConversation, { ...here(s), assigneeId: null });
    expect(await list(s.agent)).toHaveLength(1);
  });

  test("a program's message notifies the assignee, and nobody without one", async () => {
    const s = await createStage(world);
    await report(s, await write(s, token(s)), "failed");
    expect(await list(s.agent)).toEqual([]);
    await s.run(assignConversation, { ...here(s), assigneeId: s.agent.userId });
    await report(s, await write(s, token(s)), "failed");
    expect(await list(s.agent)).toMatchObject([{ count: 1 }]);
  });

  test("messages of one conversation are one notification, and one that gets stuck and then fails counts once", async () => {
    const s = await createStage(world);
    const [one, two] = [await write(s), await write(s)];
    await stick(s, one);
    await report(s, two, "failed");
    expect(await list(s.agent)).toMatchObject([{ count: 2 }]);
    await report(s, one, "failed");
    expect(await list(s.agent)).toMatchObject([{ count: 2 }]);
  });

  test("what is retried, delivered or deleted is withdrawn, the rest stays", async () => {
    const s = await createStage(world);
    const [one, two, three] = [await write(s), await write(s), await write(s)];
    for (const id of [one, two, three]) await report(s, id, "failed");
    expect(await list(s.agent)).toMatchObject([{ count: 3 }]);
    await s.run(retryMessage, { messageId: three });
    const [left] = await list(s.agent);
    expect(left).toMatchObject({ count: 2 });
    await report(s, one, "delivered");
    expect(await list(s.agent)).toMatchObject([{ count: 1, number: left?.number }]);
    pass(world);
    await world.run(deleteMessage, s.agent, { messageId: two });
    expect(await list(s.agent)).toEqual([]);
  });

  test("an unconfirmed message that is delivered after all is withdrawn", async () => {
    const s = await createStage(world);
    const id = await write(s);
    await stick(s, id);
    expect(await list(s.agent)).toMatchObject([{ count: 1 }]);
    await report(s, id, "delivered");
    expect(await list(s.agent)).toEqual([]);
  });

  test("an author without access to the inbox hears nothing", async () => {
    const s = await createStage(world);
    const id = await write(s, { ...s.outsider, inboxIds: [s.inbox.id] });
    await report(s, id, "failed");
    expect(await list({ ...s.outsider, inboxIds: "all" })).toEqual([]);
  });

  test("the stream sends the author's notifications after trouble and its end, and reads no other tick", async () => {
    const s = await createStage(world);
    const id = await write(s);
    await world.relay();
    const notified = async () =>
      (await world.relay())
        .filter((row) => row.accountId === s.accountId && mayNotify(row))
        .flatMap((row) => usersNotifiedBy(toEvent(row)));
    await report(s, id, "sent");
    expect(await notified()).toEqual([]);
    await report(s, id, "failed");
    expect(await notified()).toEqual([s.agent.userId]);
    await s.run(retryMessage, { messageId: id });
    expect(await notified()).toEqual([s.agent.userId]);
  });
});
