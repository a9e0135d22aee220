import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus, wakeDue } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listTransitions } from "@/server/queries/conversations/get-conversation";
import {
  all,
  conversation,
  diverted,
  resolved,
  signal,
  snoozedOut,
  trash,
  withPolicy,
} from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const write = (stage: Stage) =>
  stage.run(receiveMessage, { conversation: conversation(stage), content: "Me again" });

const summaryOf = (events: readonly { type: string; cause: { rule: string } | null }[]) =>
  events.map(({ type, cause }) => (cause ? `${type} (${cause.rule})` : type));

test("with the bot off a message opens a resolved conversation, for any value of startAsPending", async () => {
  const stage = await createStage(world);
  await all(withPolicy({ startAsPending: true }), resolved)(stage);
  const { result, events } = await write(stage);
  expect(result.conversation).toMatchObject({ status: "open", cause: { rule: "customer_reply" } });
  expect(summaryOf(events)).toEqual(["message.created", "conversation.status_changed (customer_reply)"]);
});

test("the cause names the setting, its value, and the change that set it", async () => {
  const stage = await createStage(world);
  await withPolicy({ botEnabled: true })(stage);
  const settings = { botTakesReopened: true };
  await stage.run(changePolicy, { inboxId: stage.inbox.id, settings, reason: "night shift" });
  const changedAt = world.clock.now.toISOString();
  await resolved(stage);
  const { result } = await write(stage);
  const [change] = await world.database.query<{ id: number }>(
    `select id from setting_change where account_id = $1 and reason = 'night shift'`,
    [stage.accountId],
  );
  expect(result.conversation.cause).toEqual({
    rule: "bot_takes_reopened",
    setting: "botTakesReopened",
    value: true,
    changeId: change?.id,
    changedBy: stage.admin.actor,
    changedAt,
  });
  const { data } = await listTransitions(world.database, stage.admin, {
    conversation: conversation(stage),
    limit: 10,
  });
  expect(data.map((t) => [t.from, t.to, t.cause.rule])).toEqual([
    ["resolved", "pending", "bot_takes_reopened"],
    ["open", "resolved", "manual"],
    [null, "open", "default_open"],
  ]);
  expect(data[0]?.cause).toEqual(result.conversation.cause);
});

test("a diverted message opens a new conversation by its own rule, and names the one that it came through", async () => {
  const stage = await createStage(world);
  const { result, events } = await diverted(stage);
  expect(result.conversation.id).not.toBe(stage.conversation.id);
  expect(result.conversation).toMatchObject({
    status: "open",
    cause: { rule: "default_open", via: "new_conversation" },
  });
  expect(summaryOf(events)).toEqual(["conversation.created (default_open)", "message.created"]);
});

test("a diverted message goes to the contact's newest unresolved conversation, and moves it by its own row", async () => {
  const stage = await createStage(world);
  const { result: first } = await diverted(stage);
  await stage.run(changeStatus, {
    conversation: { conversationId: first.conversation.id },
    signal: "snooze",
  });
  const { result, events } = await write(stage);
  expect(result.conversation).toMatchObject({
    id: first.conversation.id,
    status: "open",
    cause: { rule: "customer_reply", via: "new_conversation" },
  });
  expect(summaryOf(events)).toEqual(["message.created", "conversation.status_changed (customer_reply)"]);
});

test("a customer's message restores a conversation from the trash, then the policy sets its status", async () => {
  const stage = await createStage(world);
  await all(withPolicy({ botEnabled: true, botTakesReopened: true }), resolved, trash)(stage);
  const { events } = await write(stage);
  expect(summaryOf(events)).toEqual([
    "conversation.restored (customer_reply)",
    "message.created",
    "conversation.status_changed (bot_takes_reopened)",
  ]);
});

test("creation writes a transition from nothing and conversation.created, no status_changed", async () => {
  const stage = await createStage(world);
  const { inbox, contact } = stage;
  const input = {
    inboxId: inbox.id,
    contactId: contact.id,
    startedBy: "other" as const,
    status: "resolved" as const,
  };
  const { events, result } = await stage.run(createConversation, input);
  expect(summaryOf(events)).toEqual(["conversation.created (caller_status)"]);
  const ref = { conversationId: result.conversation.id };
  const { data } = await listTransitions(world.database, stage.admin, { conversation: ref, limit: 10 });
  expect(data.map((t) => [t.from, t.to])).toEqual([[null, "resolved"]]);
});

test("send and resolve is one operation with two numbers", async () => {
  const stage = await createStage(world);
  const input = { conversation: conversation(stage), content: "Bye", resolve: true };
  const { events, result } = await stage.run(sendMessage, input);
  expect(summaryOf(events)).toEqual([
    "message.created",
    "message.send_requested",
    "conversation.status_changed (manual)",
  ]);
  expect(new Set(events.map((e) => e.operationId)).size).toBe(1);
  expect(result.conversation).toMatchObject({
    status: "resolved",
    lastNumber: result.message.number + 1,
    waitingSince: null,
  });
});

test("a timer's waking, a hand-off and a member's change have different rules", async () => {
  const stage = await createStage(world);
  const timer = () => world.run(wakeDue, systemCaller(stage.accountId), conversation(stage));
  await snoozedOut(stage);
  expect(summaryOf((await timer()).events)).toEqual(["conversation.status_changed (snooze_due)"]);
  await signal("snooze")(stage);
  expect(summaryOf((await signal("wake")(stage)).events)).toEqual(["conversation.status_changed (manual)"]);
  expect(summaryOf((await signal("markPending")(stage)).events)).toEqual([
    "conversation.status_changed (manual)",
  ]);
  expect(summaryOf((await signal("handoff")(stage)).events)).toEqual([
    "conversation.status_changed (handoff)",
  ]);
});

test("a transition's event carries its activity line, which takes a number", async () => {
  const stage = await createStage(world);
  const { events, result } = await resolved(stage);
  const [event] = events;
  expect(event?.data).toMatchObject({
    lastNumber: result.lastNumber,
    activity: { kind: "activity", number: result.lastNumber, activity: { from: "open", to: "resolved" } },
    lastMessage: { id: stage.outgoing.id },
  });
});
