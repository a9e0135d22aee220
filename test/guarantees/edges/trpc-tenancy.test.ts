import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addContactNote } from "@/server/commands/contacts/contact-notes";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { setPriority } from "@/server/commands/conversations/set-fields";
import { beginSession } from "@/server/commands/credentials/sessions";
import { createToken } from "@/server/commands/credentials/tokens";
import { beginTwoFactor } from "@/server/commands/credentials/two-factor";
import { createGroup } from "@/server/commands/groups/create-group";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { recordAudit, reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { createMember } from "@/server/commands/members/members";
import { addNote } from "@/server/commands/messages/notes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword } from "@/server/lib/crypto/password";
import { listPolicyChanges } from "@/server/queries/inboxes/setting-changes";
import { readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { indexWords } from "@/server/worker/jobs/rework";
import { agentOf } from "@/test/guarantees/laws/stage";
import { codeOf, TOTP_SECRET, turnOnTwoFactor } from "@/test/guarantees/members/turn-on-two-factor";
import { ALL_PROCEDURES } from "@/test/guarantees/routes/all-procedures";
import {
  addBulk,
  addDeletion,
  addDevice,
  addNamed,
  addTools,
  addWebhook,
} from "@/test/guarantees/routes/owned-rows";
import { ACCOUNT_WIDE, NAMELESS } from "@/test/guarantees/routes/procedure-answers";
import type { OwnedRows } from "@/test/guarantees/routes/procedure-case";
import { PROCEDURES } from "@/test/guarantees/routes/procedures";
import { MARK } from "@/test/guarantees/routes/route-case";
import { addMember, callTrpc, cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
let owned: OwnedRows;
let callers: Record<"owner" | "foreign" | "agent", Caller>;

beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
  const tenant = await createTenant(world);
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  const stranger = await createTenant(world);
  owned = await furnish(tenant.admin);
  await world.database.query("update app_user set password_hash = $1", [
    await hashPassword("their password"),
  ]);
  callers = { owner: tenant.admin, foreign: stranger.admin, agent };
  for (const caller of Object.values(callers))
    await world.run(beginTwoFactor, caller, { secret: TOTP_SECRET });
  await indexWords(world);
});
afterAll(async () => {
  await screens.close();
  await world.close();
});

async function furnish(admin: Caller): Promise<OwnedRows> {
  await world.database.query("update account set name = $2 where id = $1", [admin.accountId, `${MARK} AG`]);
  const member = {
    email: "perlhuhn@example.test",
    passwordHash: "unusable",
    role: "agent",
    inboxIds: [],
  } as const;
  const { result: bea } = await world.run(createMember, admin, {
    ...member,
    inboxIds: [],
    name: `${MARK} Bea`,
  });
  await turnOnTwoFactor(world, agentOf(admin.accountId, bea), ["AAAA-AAAA-AAAA-AAAA"]);
  const sessionId = crypto.randomUUID();
  const session = { userId: admin.userId ?? 0, sessionId, agent: MARK, address: "192.0.2.7" };
  await world.run(beginSession, systemCaller(admin.accountId), session);
  const { result: made } = await world.run(createInbox, admin, {
    name: `${MARK} shop`,
    channel: "api",
    callbackUrl: "http://192.0.2.1/hook",
  });
  const { contact } = (await world.run(createContact, admin, { name: `${MARK} Li Wen` })).result;
  const { result } = await world.run(createConversation, admin, {
    inboxId: made.id,
    contactId: contact.id,
    startedBy: "other",
    message: { content: `Dear ${MARK}` },
  });
  const conversation = { conversationId: result.conversation.id };
  const { message: sent } = (await world.run(sendMessage, admin, { conversation, content: MARK })).result;
  const { message: withinWindow } = (
    await world.run(sendMessage, admin, { conversation, content: MARK, holdMs: 60_000 })
  ).result;
  const { message: note } = (await world.run(addNote, admin, { conversation, content: MARK })).result;
  const { result: group } = await world.run(createGroup, admin, {
    inboxId: made.id,
    name: `${MARK} choir`,
    members: [{ contactId: contact.id }],
    startedBy: "agent",
  });
  const receipts = [
    { messageId: sent.id, signal: "sent" as const },
    { messageId: sent.id, signal: "failed" as const, error: "err123" },
  ];
  await world.run(recordReceipts, admin, { receipts });
  const { result: token } = await world.run(createToken, admin, {
    name: `${MARK} key`,
    secret: "s".repeat(43),
  });
  const { operationId: conversationOperationId } = await world.run(setPriority, admin, {
    conversation,
    priority: "low",
  });
  const other = { name: `${MARK} twin`, identifier: "twin" };
  const { contact: twin } = (await world.run(createContact, admin, other)).result;
  const about = { contactId: contact.id, content: `About ${MARK}` };
  const { result: contactNote } = await world.run(addContactNote, admin, about);
  const own = { contactId: contact.id, isIntegrationOwn: true };
  const { operationId: contactOperationId } = await world.run(updateContact, admin, own);
  await world.run(reviewInbox, admin, { inboxId: made.id });
  await world.run(changePolicy, admin, {
    inboxId: made.id,
    settings: { botTakesReopened: true },
    reason: MARK,
  });
  const audit = { inboxId: made.id, release: "another", decided: 0, moved: 0 }; // opens an alert
  await world.run(recordAudit, systemCaller(admin.accountId), audit);
  const { data: changes } = await listPolicyChanges(world.database, admin, { inboxId: made.id, limit: 1 });
  const byBea = agentOf(admin.accountId, bea);
  const mention = { content: `@${MARK}`, mentionIds: [admin.userId ?? 0] };
  await world.run(addNote, { ...byBea, inboxIds: [made.id] }, { conversation, ...mention });
  const { newest } = await readUnreadNotifications(world.database, admin);
  return {
    ...(await addWebhook(world, admin)),
    ...(await addTools(world, admin, bea.id)),
    ...(await addNamed(world, admin, contact.id)),
    ...(await addDevice(world, admin, sessionId)),
    ...(await addDeletion(world, admin)),
    ...(await addBulk(world, admin, result.conversation.displayId)),
    notificationId: newest?.id ?? 0,
    changeId: changes[0]?.id ?? 0,
    memberId: bea.id,
    sessionId,
    totpCode: codeOf(world),
    inboxId: made.id,
    contactId: contact.id,
    contactOperationId,
    twinId: twin.id,
    contactNoteId: contactNote.id,
    groupDisplayId: group.conversation.displayId,
    displayId: result.conversation.displayId,
    conversationOperationId,
    messageId: sent.id,
    noteId: note.id,
    undoableId: withinWindow.id,
    tokenId: token.id,
  };
}

test("every procedure has an entry of its kind", () => {
  const kinds = Object.entries(ALL_PROCEDURES).map(([path, procedure]) => [path, procedure._def.type]);
  expect(
    Object.entries(PROCEDURES)
      .map(([path, { kind }]) => [path, kind])
      .sort(),
  ).toEqual(kinds.sort());
});

const calls = Object.entries(PROCEDURES).flatMap(([path, { kind, ...entry }]) =>
  kind === "subscription" ? [] : [{ path, kind, ...entry }],
);

describe.each(calls)("$path", ({ path, kind, input, foreign, agent, everyone }) => {
  /** With a new session, because one procedure ends them all. */
  const call = async (caller?: Caller) => {
    const cookie = caller && (await cookieFor(world, caller));
    return callTrpc(screens, { path, kind, input: input(owned), ...(cookie && { cookie }) });
  };

  test("an anonymous caller is refused", async () => {
    expect(await call()).toMatchObject({ status: 401, refusal: { code: "auth.required" } });
  });

  test("another account gets nothing of the owner's", async () => {
    const answer = await call(callers.foreign);
    expect(answer.text).not.toContain(MARK);
    if (everyone) expect(answer).toMatchObject({ refusal: { code: everyone } });
    else if (foreign) expect(answer).toMatchObject({ status: 404, refusal: { code: foreign } });
    else expect(answer.status).toBe(200);
  });

  test("an agent without the inbox gets nothing of it", async () => {
    const answer = await call(callers.agent);
    if (agent) expect(answer).toMatchObject({ refusal: { code: agent } });
    else expect(answer.status).toBe(200);
    if (!ACCOUNT_WIDE.has(path)) expect(answer.text).not.toContain(MARK);
  });

  test("the same call by the owner succeeds", async () => {
    const answer = await call(callers.owner);
    if (everyone) expect(answer).toMatchObject({ refusal: { code: everyone } });
    else expect(answer).toMatchObject({ status: 200, refusal: null });
    if (kind === "query" && !foreign && !NAMELESS.has(path)) expect(answer.text).toContain(MARK);
  });
});

test("counts include one's own account only", async () => {
  const counts = async (caller: Caller) => {
    const cookie = await cookieFor(world, caller);
    return (await callTrpc(screens, { path: "conversations.counts", kind: "query", cookie })).data;
  };
  const none = {
    mine: 0,
    unassigned: 0,
    open: 0,
    pending: 0,
    snoozed: 0,
    resolved: 0,
    trashed: 0,
    byInbox: {},
  };
  expect(await counts(callers.foreign)).toEqual(none);
  expect(await counts(callers.agent)).toEqual(none);
  expect(await counts(callers.owner)).not.toEqual(none);
});
