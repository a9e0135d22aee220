import { expect, test } from "vitest";
import type { Command } from "@/server/commands/_run/run";
import { createContact, linkContactToInbox } from "@/server/commands/contacts/save-contact";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { createGroup } from "@/server/commands/groups/create-group";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Caller } from "@/server/contract/_shared/caller";
import { pairSourceId } from "@/server/dialects/wukongim/input/channel-ids";
import { findBroken } from "@/test/guarantees/laws/checks/invariants";
import { decoded, setUpWukongim, textPayload } from "@/test/support/clients/wukongim";

const at = setUpWukongim();
const run = <I, R>(command: Command<I, R>, caller: Caller, input: I) =>
  at.api.world.run(command, caller, input);
const writeAs = (uid: string, text: string) =>
  at.tenant.client.post("/message/send", {
    from_uid: uid,
    channel_id: "____system",
    channel_type: 1,
    payload: textPayload(text),
  });
const sync = async (uid: string) =>
  (await at.tenant.client.post("/conversation/sync", { uid, msg_count: 10 })).body;
const textsOf = (conversation: { recents: { payload: string }[] }) =>
  conversation.recents.map(({ payload }) => (decoded(payload) as { content: string }).content).reverse();
const rowsOf = (contactId: number) =>
  at.api.world.database.query<{ id: number; contactId: number; status: string }>(
    `select id, contact_id as "contactId", status from conversation where contact_id = $1`,
    [contactId],
  );
const idOf = async (uid: string): Promise<number> => {
  const [row] = await at.api.world.database.query<{ id: number }>(
    `select contact_id as id from contact_inbox where account_id = $1 and inbox_id = $2 and source_id = $3`,
    [at.tenant.accountId, at.tenant.inboxId, uid],
  );
  return row?.id ?? 0;
};

test("an agent who starts a conversation writes into the customer's one, which is reopened", async () => {
  await writeAs("ann", "Hello");
  const contactId = await idOf("ann");
  const [known] = await rowsOf(contactId);
  const conversation = { conversationId: known?.id ?? 0 };
  await run(changeStatus, at.tenant.admin, { conversation, signal: "resolve" });
  const begun = { inboxId: at.tenant.inboxId, contactId, startedBy: "agent" as const, orExisting: true };
  await run(createConversation, at.tenant.admin, { ...begun, message: { content: "Your parcel is here" } });
  expect(await rowsOf(contactId)).toMatchObject([{ id: known?.id, status: "open" }]);
  const [listed, ...others] = await sync("ann");
  expect(others).toEqual([]);
  expect(textsOf(listed)).toEqual(["Hello", "Your parcel is here"]);
});

test("a program that begins a resolved conversation again snoozes it until its time", async () => {
  await writeAs("ann", "Hello");
  const contactId = await idOf("ann");
  const [known] = await rowsOf(contactId);
  const conversation = { conversationId: known?.id ?? 0 };
  await run(changeStatus, at.tenant.admin, { conversation, signal: "resolve" });
  const snoozedUntil = new Date(at.api.world.clock.now.getTime() + 3_600_000);
  const snoozed = { status: "snoozed" as const, snoozedUntil, orExisting: true };
  const begun = { inboxId: at.tenant.inboxId, contactId, startedBy: "other" as const, ...snoozed };
  const { result } = await run(createConversation, at.tenant.admin, begun);
  expect(result.conversation).toMatchObject({ id: known?.id, status: "snoozed", snoozedUntil });
});

test("a message to a resolved conversation stays in it, whatever the inbox says of new ones", async () => {
  await run(changePolicy, at.tenant.admin, {
    inboxId: at.tenant.inboxId,
    settings: { onMessageAfterResolve: "newConversation" },
  });
  await writeAs("ann", "Hello");
  const contactId = await idOf("ann");
  const [known] = await rowsOf(contactId);
  await run(changeStatus, at.tenant.admin, {
    conversation: { conversationId: known?.id ?? 0 },
    signal: "resolve",
  });
  await writeAs("ann", "Me again");
  expect(await rowsOf(contactId)).toMatchObject([{ id: known?.id, status: "open" }]);
});

/** A conversation of another channel with a customer who is known as `ann` here too. */
async function elsewhere() {
  const { admin } = at.tenant;
  const { result: inbox } = await run(createInbox, admin, { name: "Website", channel: "api" });
  const { contact } = (await run(createContact, admin, { name: "Ann" })).result;
  await run(linkContactToInbox, admin, {
    contactId: contact.id,
    inboxId: at.tenant.inboxId,
    sourceId: "ann",
  });
  const begun = { inboxId: inbox.id, contactId: contact.id, startedBy: "other" as const };
  const { id } = (await run(createConversation, admin, begun)).result.conversation;
  const conversation = { conversationId: id };
  await run(receiveMessage, admin, { conversation, content: "Where is it?" });
  await run(addNote, admin, { conversation, content: "Ask the carrier" });
  await run(sendMessage, admin, { conversation, content: "On its way" });
  await run(sendMessage, admin, { conversation, content: "Held back", holdMs: 60_000 });
  return { conversation, from: inbox.id, contactId: contact.id };
}

test("a conversation that is moved here has its public messages as history, read up to the move", async () => {
  const { conversation, from } = await elsewhere();
  await run(moveConversation, at.tenant.admin, { conversation, inboxId: at.tenant.inboxId });
  const [moved] = await sync("ann");
  expect(moved).toMatchObject({ last_msg_seq: 2, readed_to_msg_seq: 2, unread: 0 });
  expect(textsOf(moved)).toEqual(["Where is it?", "On its way"]);
  await run(sendMessage, at.tenant.admin, { conversation, content: "Here it is" });
  const [after] = await sync("ann");
  expect(after).toMatchObject({ last_msg_seq: 3, unread: 1 });
  expect(textsOf(after)).toEqual(["Where is it?", "On its way", "Here it is"]);
  await writeAs("ann", "Thanks");
  expect((await sync("ann"))[0]).toMatchObject({ last_msg_seq: 4 });
  await run(moveConversation, at.tenant.admin, { conversation, inboxId: from });
  expect(await sync("ann")).toEqual([]);
  expect(await findBroken(at.api.world.database)).toEqual({});
});

test("a conversation is not moved here where the customer has one", async () => {
  const { conversation, contactId } = await elsewhere();
  await writeAs("ann", "Hello");
  const moving = run(moveConversation, at.tenant.admin, { conversation, inboxId: at.tenant.inboxId });
  await expect(moving).rejects.toMatchObject({ refusal: "conversation.exists", field: "inboxId" });
  const begun = { inboxId: at.tenant.inboxId, contactId, startedBy: "other" as const };
  const creating = run(createConversation, at.tenant.admin, begun);
  await expect(creating).rejects.toMatchObject({ refusal: "conversation.exists", field: "contactId" });
});

test("of a move and a new conversation at the same time, one is refused", async () => {
  const { conversation, contactId } = await elsewhere();
  const { inboxId, admin } = at.tenant;
  const done = await Promise.allSettled([
    run(moveConversation, admin, { conversation, inboxId }),
    run(createConversation, admin, { inboxId, contactId, startedBy: "other" }),
  ]);
  expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

const GROUP = { channel_id: "g1", channel_type: 2 };
const groupSays = (text: string) =>
  at.tenant.client.post("/message/send", { ...GROUP, from_uid: "ann", payload: textPayload(text) });
const historyOfGroup = async () =>
  (await at.tenant.client.post("/channel/messagesync", { login_uid: "ann", ...GROUP })).body.messages;

/** A group of Ann and Bo with a message, in which nobody may write, deleted permanently. */
async function purgedGroup(): Promise<void> {
  await at.tenant.client.post("/channel", { ...GROUP, subscribers: ["ann", "bo"] });
  await groupSays("Hello");
  await at.tenant.client.post("/channel/info", { ...GROUP, send_ban: 1 });
  await at.tenant.client.post("/channel/blacklist_add", { ...GROUP, uids: ["bo"] });
  const [row] = await rowsOf(await idOf("2:g1"));
  const conversation = { conversationId: row?.id ?? 0 };
  await run(deleteConversation, at.tenant.admin, { conversation });
}

test("after its permanent deletion, a group can be created again under its id, and is empty", async () => {
  await purgedGroup();
  expect(await groupSays("Anybody?")).toMatchObject({ status: 400 });
  expect(await at.tenant.client.post("/channel", { ...GROUP, subscribers: ["ann"] })).toMatchObject({
    status: 200,
  });
  expect(await historyOfGroup()).toEqual([]);
  expect(await groupSays("Again")).toMatchObject({ status: 200 });
  expect(await historyOfGroup()).toMatchObject([{ message_seq: 1, payload: textPayload("Again") }]);
  expect(await findBroken(at.api.world.database)).toEqual({});
});

test.each([
  ["agent", undefined],
  ["other", "choir"],
] as const)(
  "a group that an %s begins in the inbox is a channel of groups for its members",
  async (startedBy, sourceId) => {
    await writeAs("ann", "Hello");
    const members = [{ contactId: await idOf("ann") }];
    const group = { inboxId: at.tenant.inboxId, name: "Choir", members, startedBy, sourceId };
    await run(createGroup, at.tenant.admin, group);
    const channels: { channel_id: string; channel_type: number }[] = await sync("ann");
    const channel = channels.find(({ channel_type: type }) => type === 2);
    expect(channel?.channel_id).toMatch(sourceId ?? /^[0-9a-f]{32}$/);
    const answer = { ...channel, from_uid: "ann", payload: textPayload("Hi all") };
    expect(await at.tenant.client.post("/message/send", answer)).toMatchObject({ status: 200 });
  },
);

test("after its permanent deletion, a pair of customers writes into a new, empty channel", async () => {
  const letter = { from_uid: "ann", channel_id: "bo", channel_type: 1 };
  await at.tenant.client.post("/message/send", { ...letter, payload: textPayload("Old") });
  const [row] = await rowsOf(await idOf(pairSourceId("ann", "bo")));
  await run(deleteConversation, at.tenant.admin, { conversation: { conversationId: row?.id ?? 0 } });
  await at.tenant.client.post("/message/send", { ...letter, payload: textPayload("New") });
  const [listed] = await sync("bo");
  expect(listed).toMatchObject({ channel_id: "ann", last_msg_seq: 1 });
  expect(textsOf(listed)).toEqual(["New"]);
});
