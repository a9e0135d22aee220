import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import {
  addMembers,
  deliveredToMember,
  readByMember,
  removeMembers,
} from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { releaseMessage, withdrawMessage } from "@/server/commands/messages/undo-send";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listConversationMembers, listHistory } from "@/server/queries/conversations/groups";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { pass } from "@/test/guarantees/laws/stage";
import { holdsAsync } from "@/test/support/scenes/property";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

/** A group of two customers, its history empty but for the notice that created it. */
async function openGroup() {
  const { inbox, contact: li } = await createScene(world, tenant);
  const { contact: bo } = (await world.run(createContact, tenant.admin, { name: "Bo" })).result;
  const { result } = await world.run(createGroup, tenant.admin, {
    inboxId: inbox.id,
    name: "Choir",
    members: [{ contactId: li.id }, { contactId: bo.id }],
    startedBy: "other",
  });
  return { li, bo, inbox, conversation: { conversationId: result.conversation.id } };
}

const numbersOf = async (conversation: { conversationId: number }) => {
  const range = { from: 1, to: 10_000, limit: 1_000, direction: "asc" } as const;
  const data = await listHistory(world.database, tenant.admin, { conversation, ...range });
  return data.map(({ id, historyNumber }) => ({ id, historyNumber }));
};

const HOLD_MS = 5_000;
const step = fc.constantFrom("receive", "send", "hold", "note", "withdraw", "release", "leave", "join");

test("a history has dense numbers in the order in which its messages became visible", async () => {
  await holdsAsync(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const { li, bo, conversation } = await openGroup();
      const visible: number[] = [(await numbersOf(conversation))[0]?.id ?? 0];
      const held: number[] = [];
      const due: number[] = [];
      const admin = tenant.admin;
      for (const name of steps) {
        const content = name;
        if (name === "receive") {
          const from = { conversation, fromContactId: li.id, content };
          visible.push((await world.run(receiveMessage, admin, from)).result.message.id);
        }
        if (name === "send")
          visible.push((await world.run(sendMessage, admin, { conversation, content })).result.message.id);
        if (name === "note") await world.run(addNote, admin, { conversation, content });
        if (name === "hold") {
          const { result } = await world.run(sendMessage, admin, { conversation, content, holdMs: HOLD_MS });
          held.push(result.message.id);
        }
        if (name === "withdraw" && held.length > 0)
          await world.run(withdrawMessage, admin, { messageId: held.pop() ?? 0 });
        if (name === "release" && held.length + due.length > 0) {
          pass(world, HOLD_MS);
          due.push(...held.splice(0)); // the windows of all are over; the worker releases the rest late, newest first
          const messageId = due.pop() ?? 0;
          await world.run(releaseMessage, systemCaller(tenant.accountId), { messageId });
          visible.push(messageId);
        }
        const change = { conversation, contactIds: [bo.id], members: [{ contactId: bo.id }] };
        if (name === "leave" || name === "join") {
          const command = name === "leave" ? removeMembers : addMembers;
          const { result } = await world.run(command as typeof addMembers, admin, change);
          if (result.message) visible.push(result.message.id);
        }
      }
      const expected = visible.map((id, at) => ({ id, historyNumber: at + 1 }));
      expect(await numbersOf(conversation)).toEqual(expected);
    }),
  );
  expect(await findBroken(world.database)).toEqual({});
});

const statusOf = async (id: number) => {
  const [row] = await world.database.query<{ status: string }>("select status from message where id = $1", [
    id,
  ]);
  return row?.status;
};

test("an agent's message is delivered and read once every member has it, and a member who leaves is not waited for", async () => {
  const { li, bo, conversation } = await openGroup();
  const { admin } = tenant;
  const send = async () =>
    (await world.run(sendMessage, admin, { conversation, content: "Tomorrow?" })).result.message;
  const first = await send();
  const upTo = first.historyNumber ?? 0;
  await world.run(deliveredToMember, admin, { conversation, contactId: li.id, upTo });
  expect(await statusOf(first.id)).toBe("pending");
  await world.run(readByMember, admin, { conversation, contactId: bo.id, upTo });
  expect(await statusOf(first.id)).toBe("delivered");
  await world.run(readByMember, admin, { conversation, contactId: li.id, upTo: 99 });
  expect(await statusOf(first.id)).toBe("read");
  const second = await send();
  await world.run(readByMember, admin, { conversation, contactId: li.id, upTo: 99 });
  expect(await statusOf(second.id)).toBe("pending");
  await world.run(removeMembers, admin, { conversation, contactIds: [bo.id] });
  expect(await statusOf(second.id)).toBe("read");
});

test("positions that are reported at the same time end at the highest, and the ticks with them", async () => {
  const { li, bo, conversation } = await openGroup();
  const { admin } = tenant;
  const sent = [];
  for (const content of ["1", "2", "3", "4"])
    sent.push((await world.run(sendMessage, admin, { conversation, content })).result.message);
  await Promise.all(
    [2, 5, 3, 1, 4].flatMap((upTo) =>
      [li, bo].map(({ id: contactId }) => world.run(readByMember, admin, { conversation, contactId, upTo })),
    ),
  );
  const { data } = await listConversationMembers(world.database, admin, { conversation, limit: 10 });
  expect(data.map(({ readNumber, deliveredNumber }) => [readNumber, deliveredNumber])).toEqual([
    [5, 5],
    [5, 5],
  ]);
  expect(await Promise.all(sent.map(({ id }) => statusOf(id)))).toEqual(["read", "read", "read", "read"]);
  const [row] = await world.database.query<{ events: number }>(
    `select count(*) as events from message_receipt where conversation_id = $1 and signal = 'read'`,
    [conversation.conversationId],
  );
  expect(row?.events).toBe(4);
});

test("a conversation of a channel that keeps a history begins with it, and its contact is the member", async () => {
  const { admin } = tenant;
  const inbox = (await world.run(createInbox, admin, { name: "IM", channel: "wukongim" })).result;
  const { contact } = (await world.run(createContact, admin, { name: "Li" })).result;
  const started = { inboxId: inbox.id, contactId: contact.id, startedBy: "other" as const };
  const { conversation: begun } = (await world.run(createConversation, admin, started)).result;
  const conversation = { conversationId: begun.id };
  await world.run(sendMessage, admin, { conversation, content: "Hello" });
  await world.run(receiveMessage, admin, { conversation, content: "Hi" });
  expect((await numbersOf(conversation)).map(({ historyNumber }) => historyNumber)).toEqual([1, 2]);
  const { data } = await listConversationMembers(world.database, admin, { conversation, limit: 10 });
  expect(data).toMatchObject([{ contact: { id: contact.id }, readNumber: 0 }]);
  const [row] = await world.database.query(
    `select last_history_number as "lastNumber" from conversation where account_id = $1 and id = $2`,
    [admin.accountId, begun.id],
  );
  expect(row).toEqual({ lastNumber: 2 });
});
