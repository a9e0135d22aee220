import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Command, createRun } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { addMembers, removeMembers } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { NOTICES, POSTED_NOTICES } from "@/server/domain/message/system-message";
import { createApp } from "@/server/http/app";
import { getMessage } from "@/server/queries/messages/get-message";
import type { Database } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { createWorld, type World } from "@/test/support/scenes/world";

describe("exactly once", () => {
  let api: Api;
  let client: Client;
  let accountId: number;
  let inboxId: number;
  beforeAll(async () => {
    api = await openApi(createApp);
    ({ client, accountId } = await createTokenTenant(api));
    inboxId = (await client.post("/v1/inboxes", { name: "WhatsApp" })).body.id;
  });
  afterAll(() => api.close());

  const counts = async () =>
    api.world.database.query(
      `select (select count(*) from contact where account_id = $1) as contacts,
            (select count(*) from conversation where account_id = $1) as conversations,
            (select count(*) from message where account_id = $1 and kind = 'message') as messages`,
      [accountId],
    );

  const deliver = (from: string, i: number) =>
    client.post(`/v1/inboxes/${inboxId}/messages`, {
      from: { sourceId: from, name: from },
      content: `No. ${i}`,
      sourceId: `m-${i}`,
    });

  test("bursts of customers' messages, delivered twice each, are stored once", async () => {
    const burst = Array.from({ length: 25 }, (_, i) => () => deliver(`new-${i % 5}`, i));
    const known = Array.from({ length: 15 }, (_, i) => () => deliver("new-0", 100 + i));
    const answers = await Promise.all([...burst, ...burst].map((call) => call()));
    expect(answers.filter(({ body }) => body.isRepeated)).toHaveLength(25);
    await Promise.all([...known, ...known].map((call) => call()));
    const stored = [{ contacts: 5, conversations: 5, messages: 40 }];
    expect(await counts()).toEqual(stored);
    const again = await Promise.all([...burst, ...known].map((call) => call()));
    expect(again.every(({ status, body }) => status === 201 && body.isRepeated)).toBe(true);
    expect(await counts()).toEqual(stored);
  });

  test("a repeated delivery does not reopen a resolved conversation", async () => {
    const first = await deliver("amal", 500);
    const { displayId } = first.body.conversation;
    await client.post(`/v1/conversations/${displayId}/status`, { signal: "resolve" });
    const again = await deliver("amal", 500);
    expect(again.body).toMatchObject({
      id: first.body.id,
      isRepeated: true,
      conversation: { status: "resolved" },
    });
  });

  test("the same id from another contact, or with another text, is another message", async () => {
    const first = await deliver("li", 600);
    const other = await deliver("wen", 600);
    expect(other.body).toMatchObject({ isRepeated: false });
    expect(other.body.id).not.toBe(first.body.id);
    const to = `/v1/conversations/${first.body.conversation.displayId}/messages`;
    const incoming = { direction: "in", sourceId: "m-600" };
    expect((await client.post(to, { ...incoming, content: "Edited" })).body.isRepeated).toBe(false);
    expect((await client.post(to, { ...incoming, content: "No. 600" })).body).toMatchObject({
      id: first.body.id,
      isRepeated: true,
    });
  });

  test("a client id names one message of a conversation, also when it is sent concurrently", async () => {
    const one = (await deliver("ada", 700)).body.conversation.displayId;
    const other = (await deliver("bob", 701)).body.conversation.displayId;
    const send = (displayId: number, content: string) =>
      client.post(`/v1/conversations/${displayId}/messages`, { content, clientId: "c-1" });
    const answers = await Promise.all([send(one, "Hi"), send(one, "Hi"), send(one, "Hi")]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.isRepeated)).toHaveLength(2);
    expect(await send(one, "Something else")).toMatchObject({
      status: 409,
      body: { error: { code: "client_id.taken", field: "clientId" } },
    });
    expect((await send(other, "Something else")).body.isRepeated).toBe(false);
  });

  test("a message that was edited or deleted since is still the one that its client id names", async () => {
    const { displayId } = (await deliver("cem", 800)).body.conversation;
    const note = { content: "A note", private: true, clientId: "c-2" };
    const post = () => client.post(`/v1/conversations/${displayId}/messages`, note);
    const { id } = (await post()).body;
    await client.patch(`/v1/messages/${id}`, { content: "Another text" });
    expect((await post()).body).toMatchObject({ id, isRepeated: true });
    await client.post(`/v1/messages/${id}/delete`);
    expect((await post()).body).toMatchObject({ id, isRepeated: true });
  });
});

describe("planned once", () => {
  let world: World;
  let stage: Stage;
  beforeAll(async () => {
    world = await createWorld();
    stage = await createStage(world);
  });
  afterAll(() => world.close());

  /** Runs a change. Returns its statements that Postgres parses and plans each time. */
  async function plannedEachTime(work: (tx: Tx) => Promise<unknown>): Promise<string[]> {
    const planned: string[] = [];
    const transaction: Database["transaction"] = (inTransaction, account) =>
      world.database.transaction(
        (db) =>
          inTransaction({
            ...db,
            query(sql, values) {
              if (typeof sql === "string") planned.push(sql);
              return db.query(sql, values);
            },
          }),
        account,
      );
    const run = createRun({
      database: { ...world.database, transaction },
      now: () => world.clock.now,
      onCommitted: () => {},
    });
    await run(work, stage.admin, null);
    return planned;
  }

  test.each<[string, (tx: Tx) => Promise<unknown>]>([
    ["a reply", (tx) => sendMessage(tx, { conversation: conversation(stage), content: "Hello" })],
    [
      "a customer's message",
      (tx) => receiveMessage(tx, { conversation: conversation(stage), content: "Hello" }),
    ],
    ["a note", (tx) => addNote(tx, { conversation: conversation(stage), content: "Internal" })],
    ["a status", (tx) => changeStatus(tx, { conversation: conversation(stage), signal: "resolve" })],
    [
      "a customer's message that reopens",
      (tx) => receiveMessage(tx, { conversation: conversation(stage), content: "Again" }),
    ],
    [
      "a receipt",
      (tx) => recordReceipts(tx, { receipts: [{ messageId: stage.outgoing.id, signal: "read" }] }),
    ],
    ["a read of a message", (tx) => getMessage(tx, stage.admin, stage.outgoing.id)],
  ])("%s needs no statement that is parsed and planned each time", async (_name, work) => {
    expect(await plannedEachTime(work)).toEqual([]);
  });
});

describe("notices name no program", () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  const PROGRAM = "ADMIN_API_TOKEN";

  const programs: [string, (s: Stage) => Caller][] = [
    [
      "a token",
      (s) => ({
        ...s.admin,
        actor: { type: "token", id: s.token.id, name: PROGRAM },
        tokenId: s.token.id,
        via: "api",
      }),
    ],
    ["Tickline itself", (s) => systemCaller(s.accountId)],
  ];

  /** Makes every notice that customers may read, as `caller`, and returns what they read, by notice. */
  async function noticesBy(s: Stage, caller: Caller): Promise<Record<string, string>> {
    const as = <I, R>(command: Command<I, R>, input: I) => world.run(command, caller, input);
    await s.run(updateInbox, { inboxId: s.inbox.id, postedNotices: [...POSTED_NOTICES] });
    const bo = (await s.run(createContact, { name: "Bo" })).result.contact.id;
    const members = [{ contactId: s.contact.id }];
    const group = { inboxId: s.inbox.id, name: "Choir", members, startedBy: "other" } as const;
    const { result } = await as(createGroup, group);
    const conversation = { conversationId: result.conversation.id };
    await as(addMembers, { conversation, members: [{ contactId: bo }] });
    await as(removeMembers, { conversation, contactIds: [bo] });
    await as(removeMembers, { conversation, contactIds: [s.contact.id], isLeaving: true });
    await as(assignConversation, { conversation, assigneeId: s.admin.userId });
    await as(changeStatus, { conversation, signal: "resolve" });
    await as(changeStatus, { conversation, signal: "reopen" });
    const rows = await world.database.query<{ notice: string; content: string; system: object }>(
      `select system->>'notice' as notice, content || system::text as content from message
      where account_id = $1 and conversation_id = $2 and kind = 'system'`,
      [s.accountId, result.conversation.id],
    );
    return Object.fromEntries(rows.map(({ notice, content }) => [notice, content]));
  }

  test.each(programs)("no notice to customers names %s", async (_, callerOf) => {
    const s = await createStage(world);
    const notices = await noticesBy(s, callerOf(s));
    expect(Object.keys(notices).sort()).toEqual(Object.keys(NOTICES).sort());
    for (const content of Object.values(notices)) expect(content).not.toMatch(/ADMIN_API_TOKEN|Tickline/);
    for (const notice of ["group.created", "member.joined", "member.removed", "conversation.resolved"])
      expect(notices[notice]).toContain(s.inbox.name);
  });

  test("a notice names the member who did it", async () => {
    const s = await createStage(world);
    const notices = await noticesBy(s, s.admin);
    for (const notice of ["group.created", "member.joined", "member.removed", "conversation.resolved"])
      expect(notices[notice]).toContain(s.admin.actor.name);
  });
});
