import { afterAll, beforeAll, expect, test } from "vitest";
import type { Command } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { addMembers, removeMembers } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { NOTICES, POSTED_NOTICES } from "@/server/domain/message/system-message";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

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
