import { afterAll, beforeAll, expect, test } from "vitest";
import { trashConversation } from "@/server/commands/conversations/trash";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { updateAccount } from "@/server/commands/members/account";
import { updateMember } from "@/server/commands/members/members";
import { setSignature } from "@/server/commands/members/profile";
import { receiveMail } from "@/server/commands/messages/receive-mail";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import {
  cancelScheduled,
  changeScheduled,
  type ScheduleMessage,
  scheduleMessage,
  sendScheduledNow,
} from "@/server/commands/messages/scheduled-messages";
import { systemCaller } from "@/server/contract/_shared/caller";
import { exportContact } from "@/server/queries/contacts/export-contact";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { listScheduledMessages } from "@/server/queries/messages/list-scheduled";
import { deleteAbandoned } from "@/server/store/files/collect-files";
import { findFile } from "@/server/store/files/find-file";
import { readDueTimes } from "@/server/store/queues/due-work";
import { sendDueMessages } from "@/server/worker/jobs/message-jobs";
import { conversation, later } from "@/test/guarantees/laws/entries/conversations/states";
import { mail } from "@/test/guarantees/laws/entries/messages/mails";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { advance, confirm, textOfLog } from "@/test/support/scenes/deleting";
import { addFile } from "@/test/support/scenes/files";
import { createWorld, type World } from "@/test/support/scenes/world";

const DAY_MS = 24 * 3_600_000;
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const schedule = async (s: Stage, more: Partial<ScheduleMessage> = {}, caller = s.agent) => {
  const input = { conversation: conversation(s), content: "Did it arrive?", sendAt: later(s, 24), ...more };
  return (await world.run(scheduleMessage, caller, input)).result;
};
const work = async () => {
  const faults: unknown[] = [];
  const log = { error: (...entry: unknown[]) => void faults.push(entry) };
  await sendDueMessages({ database: world.database, run: world.run, now: () => world.clock.now, log });
  expect(faults).toEqual([]);
};
const listed = (s: Stage) => listScheduledMessages(world.database, s.agent, conversation(s));
const messagesOf = (s: Stage) =>
  world.database.query<{ content: string; senderId: number; clientId: string | null }>(
    `select content, sender_id as "senderId", client_id as "clientId" from message
      where conversation_id = $1 and kind = 'message' and direction = 'out' and number > $2 order by number`,
    [s.conversation.id, s.conversation.lastNumber],
  );

test("it is no message until its time; then its author sends it, with their signature, and is not assigned", async () => {
  const s = await createStage(world);
  await s.run(updateAccount, { assignsOnReply: true });
  await s.run(updateInbox, { inboxId: s.inbox.id, appendsSignatures: true });
  await world.run(setSignature, s.agent, { inboxId: null, text: "Grace" });
  const { id, sendAt } = await schedule(s, { appendsSignature: true });
  expect((await readDueTimes(world.database)).scheduledMessages?.toISOString()).toBe(sendAt);
  await work();
  expect(await messagesOf(s)).toEqual([]);
  expect(await listed(s)).toMatchObject([{ id, state: "waiting", author: s.agent.actor }]);

  pass(world, DAY_MS);
  await work();
  const content = "Did it arrive?\n\nGrace";
  expect(await messagesOf(s)).toEqual([{ content, senderId: s.agent.userId, clientId: `scheduled-${id}` }]);
  expect(await listed(s)).toEqual([]);
  const [now] = await world.database.query<{ assigneeId: number | null }>(
    `select assignee_id as "assigneeId" from conversation where id = $1`,
    [s.conversation.id],
  );
  expect(now).toEqual({ assigneeId: null });
});

test("its files and its quote are sent with it, also files that an administrator has added", async () => {
  const s = await createStage(world);
  const { result: question } = await s.run(receiveMessage, {
    conversation: conversation(s),
    content: "Which size?",
  });
  const { id: first } = await addFile(world, s.agent);
  const { id: second } = await addFile(world, s.admin, "Sizes.pdf");
  const { id } = await schedule(s, { content: "", fileIds: [first], inReplyToId: question.message.id });
  await world.run(changeScheduled, s.admin, { scheduledMessageId: id, fileIds: [second, first] });
  expect(await listed(s)).toMatchObject([{ files: [{ id: second, name: "Sizes.pdf" }, { id: first }] }]);
  const file = await findFile(world.database, { accountId: s.accountId, id: second });
  expect(file).toMatchObject({ inboxIds: [s.inbox.id], unattachedSince: null });

  pass(world, DAY_MS);
  await deleteAbandoned(world.database, { now: world.clock.now, limit: 100 });
  await work();
  const [sent] = await world.database.query<{ fileIds: number[]; quoted: number }>(
    `select (m.in_reply_to->>'id')::bigint as quoted,
            array(select file_id from message_attachment a where a.account_id = m.account_id and a.message_id = m.id
                   order by a.number) as "fileIds"
       from message m where m.conversation_id = $1 and m.client_id = $2`,
    [s.conversation.id, `scheduled-${id}`],
  );
  expect(sent).toEqual({ fileIds: [second, first], quoted: question.message.id });
});

test("files that are no longer in one are deleted like uploads that nothing has", async () => {
  const s = await createStage(world);
  const ids = [await addFile(world, s.agent), await addFile(world, s.agent)].map(({ id }) => id);
  const { id: kept } = await schedule(s, { fileIds: ids.slice(0, 1) });
  const { id: cancelled } = await schedule(s, { fileIds: ids.slice(1) });
  await world.run(changeScheduled, s.agent, { scheduledMessageId: kept, fileIds: [], content: "Without" });
  await world.run(cancelScheduled, s.agent, { scheduledMessageId: cancelled });
  pass(world, DAY_MS);
  await deleteAbandoned(world.database, { now: world.clock.now, limit: 100 });
  for (const id of ids) expect(await findFile(world.database, { accountId: s.accountId, id })).toBeNull();
});

test("several workers send it once", async () => {
  const s = await createStage(world);
  await schedule(s);
  await schedule(s, { content: "And this?" });
  pass(world, DAY_MS);
  await Promise.all([work(), work(), work(), work()]);
  expect((await messagesOf(s)).map(({ content }) => content).sort()).toEqual(["And this?", "Did it arrive?"]);
});

test("what could not be sent stays with its reason, its author is notified, and a new time sends it", async () => {
  const s = await createStage(world);
  const { id } = await schedule(s, { cancelIfCustomerWrites: true });
  await s.run(receiveMessage, { conversation: conversation(s), content: "It did, thanks" });
  pass(world, DAY_MS);
  await work();
  await work();
  expect(await messagesOf(s)).toEqual([]);
  expect(await listed(s)).toMatchObject([{ id, state: "not_sent", failure: "customer_wrote" }]);
  const { data } = await listNotifications(world.database, s.agent, { limit: 10 });
  expect(data).toMatchObject([{ kind: "not_sent", count: 1, failure: "customer_wrote" }]);
  expect(data).toHaveLength(1);

  await world.run(changeScheduled, s.agent, { scheduledMessageId: id, sendAt: later(s, 1) });
  pass(world, DAY_MS);
  await work();
  expect(await messagesOf(s)).toHaveLength(1);
});

test.each(["isAutoReply", "isFromOther"])(
  "a mail that is %s is nothing that the customer wrote",
  async (mark) => {
    const s = await createStage(world);
    await schedule(s, { cancelIfCustomerWrites: true });
    const { email, ...rest } = mail("absent@mail.example");
    await s.run(receiveMail, {
      ...rest,
      email: { ...email, [mark]: true },
      inboxId: s.inbox.id,
      conversationId: s.conversation.id,
    });
    pass(world, DAY_MS);
    await work();
    expect(await messagesOf(s)).toMatchObject([{ content: "Did it arrive?" }]);
  },
);

test("one that is too long for its channel when it is due stays with this reason", async () => {
  const s = await createStage(world);
  await world.run(setSignature, s.agent, { inboxId: null, text: "Grace\n".repeat(10) });
  await s.run(updateInbox, { inboxId: s.inbox.id, appendsSignatures: true });
  await world.database.query("update inbox set channel = 'evolution' where id = $1", [s.inbox.id]);
  const { id } = await schedule(s, { content: "a".repeat(4_090), appendsSignature: true });
  const file = await addFile(world, s.agent);
  const more = await schedule(s, { content: "b".repeat(1_020), fileIds: [file.id], appendsSignature: true });
  pass(world, DAY_MS);
  await work();
  expect(await messagesOf(s)).toEqual([]);
  const kept = { state: "not_sent", failure: "too_long" };
  expect(await listed(s)).toMatchObject([
    { id, ...kept },
    { id: more.id, ...kept, files: [{ id: file.id }] },
  ]);
});

test("one that was sent now, or cancelled, is not sent at its time", async () => {
  const s = await createStage(world);
  const first = await schedule(s);
  const second = await schedule(s, { content: "Cancelled" });
  const { result } = await world.run(sendScheduledNow, s.admin, { scheduledMessageId: first.id });
  expect(result).toMatchObject({ state: "sent", content: "", author: s.agent.actor });
  await world.run(cancelScheduled, s.agent, { scheduledMessageId: second.id });
  pass(world, DAY_MS);
  await work();
  expect((await messagesOf(s)).map(({ senderId }) => senderId)).toEqual([s.agent.userId]);
});

test("the rights of its author decide when it is sent, not those from when it was written", async () => {
  const s = await createStage(world);
  await schedule(s);
  await s.run(updateMember, { userId: s.agent.userId ?? 0, state: "deactivated" });
  pass(world, DAY_MS);
  await work();
  const mine = await listScheduledMessages(world.database, systemCaller(s.accountId), conversation(s));
  expect(mine).toMatchObject([{ state: "not_sent", failure: "author_not_allowed" }]);
});

test("a deletion takes its text and files from the table, the log and its notification", async () => {
  const s = await createStage(world);
  const file = await addFile(world, s.agent, "Nobody else may read this.pdf");
  await schedule(s, { content: "Nobody else may read this", fileIds: [file.id] });
  await s.run(trashConversation, { conversation: conversation(s) });
  pass(world, DAY_MS);
  await work();
  expect((await textOfLog(s)).text).toContain("Nobody else may read this");
  const { id } = await confirm(s, { ids: [s.conversation.id] });
  while ((await advance(s, id)).result?.hasMore);
  expect((await textOfLog(s)).text).not.toContain("Nobody else may read this");
  expect(await findFile(world.database, { accountId: s.accountId, id: file.id })).toBeNull();
  for (const table of ["scheduled_message", "scheduled_message_file", "notification"])
    expect(
      await world.database.query(`select 1 from ${table} where conversation_id = $1`, [s.conversation.id]),
    ).toEqual([]);
});

test("the export of a contact has what is scheduled for them", async () => {
  const s = await createStage(world);
  await schedule(s);
  const options = { contactId: s.contact.id, includesNotes: false, now: world.clock.now };
  let text = "";
  for await (const part of await exportContact(world.database, s.admin, options)) text += part;
  expect(JSON.parse(text).conversations).toMatchObject([
    { scheduledMessages: [{ content: "Did it arrive?", author: s.agent.actor, state: "waiting" }] },
  ]);
});
