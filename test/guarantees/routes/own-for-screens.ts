import { randomUUID } from "node:crypto";
import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { updateCompany } from "@/server/commands/contacts/companies";
import { addContactNote } from "@/server/commands/contacts/contact-notes";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { beginSession } from "@/server/commands/credentials/sessions";
import { createToken } from "@/server/commands/credentials/tokens";
import { prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { createMember } from "@/server/commands/members/members";
import { addPushDevice } from "@/server/commands/members/notifications";
import { setSignature } from "@/server/commands/members/profile";
import { addNote } from "@/server/commands/messages/notes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { readUnreadNotifications } from "@/server/queries/members/list-notifications";
import { listPushDevices } from "@/server/store/push/push-devices";
import { agentOf } from "@/test/guarantees/laws/stage";
import { codeOf, turnOnTwoFactor } from "@/test/guarantees/members/turn-on-two-factor";
import type { Api } from "@/test/support/clients/api";
import { aSubscription } from "@/test/support/scenes/dtos";
import type { Tenant } from "@/test/support/scenes/world";
import type { TokenTenant } from "./own-conversation";
import { ownEverything } from "./own-everything";
import type { OwnedRows } from "./procedure-case";

type Scene = { api: Api; tenant: Tenant; name: string };

/** Everything, and what only screens name. What only its author may change is the administrator's, not their token's. */
export async function ownForScreens(api: Api, tenant: TokenTenant, name: string): Promise<OwnedRows> {
  const { world } = api;
  const { accountId, admin } = tenant;
  const owned = await ownEverything(api, tenant, name);
  const { displayId, conversationId, contactId, companyId, inboxId } = owned;
  const scene = { api, tenant, name };
  await world.database.query("update account set name = $2 where id = $1", [accountId, `${name} AG`]);
  await world.run(updateCompany, admin, { companyId, domains: ["acme.example"] });
  await world.run(updateContact, admin, { contactId, companyId });
  const { operationId: contactOperationId } = await world.run(updateContact, admin, {
    contactId,
    isIntegrationOwn: true,
  });
  await world.run(setSignature, admin, { inboxId, text: name });
  const conversation = { conversationId };
  const about = { contactId, content: `About ${name}` };
  const { result: contactNote } = await world.run(addContactNote, admin, about);
  const held = { conversation, content: name, holdMs: 60_000 };
  const { message: undoable } = (await world.run(sendMessage, admin, held)).result;
  const { message: note } = (await world.run(addNote, admin, { conversation, content: name })).result;
  const { contact: twin } = (
    await world.run(createContact, admin, { name: `${name} twin`, identifier: "twin" })
  ).result;
  const { contact: spare } = (await world.run(createContact, admin, { name: `${name} spare` })).result;
  const { result: deletion } = await world.run(prepareDeletion, admin, { contactId: spare.id });
  const { result: bulk } = await world.run(startBulk, admin, {
    change: { action: "priority", params: { priority: "high" } },
    target: { displayIds: [displayId] },
    mode: "best_effort",
    timeoutS: 600,
  });
  const { result: token } = await world.run(createToken, admin, {
    name: `${name} key`,
    secret: "s".repeat(43),
  });
  const memberId = await ownMember(scene, { conversationId, inboxId });
  const { newest } = await readUnreadNotifications(world.database, admin);
  return {
    ...owned,
    ...(await ownDevice(scene, owned.userId)),
    contactOperationId,
    contactNoteId: contactNote.id,
    twinId: twin.id,
    noteId: note.id,
    undoableId: undoable.id,
    deletionToken: deletion.token ?? "",
    bulkId: bulk.id,
    tokenId: token.id,
    memberId,
    notificationId: newest?.id ?? 0,
    totpCode: codeOf(world),
  };
}

/** A member with two-factor authentication, who mentions the administrator. */
async function ownMember(
  { api: { world }, tenant: { accountId, admin }, name }: Scene,
  { conversationId, inboxId }: { conversationId: number; inboxId: number },
): Promise<number> {
  const { result: member } = await world.run(createMember, admin, {
    name: `${name} Bea`,
    email: "perlhuhn@example.test",
    passwordHash: "unusable",
    role: "agent",
    inboxIds: [],
  });
  const caller = agentOf(accountId, member);
  await turnOnTwoFactor(world, caller, ["AAAA-AAAA-AAAA-AAAA"]);
  const mention = { content: `@${name}`, mentionIds: [admin.userId ?? 0] };
  await world.run(
    addNote,
    { ...caller, inboxIds: [inboxId] },
    { conversation: { conversationId }, ...mention },
  );
  return member.id;
}

/** A session of the administrator with a device, to which nothing is pushed. */
async function ownDevice({ api: { world }, tenant: { accountId, admin }, name }: Scene, userId: number) {
  const of = { accountId, userId, sessionId: randomUUID() };
  const { sessionId } = of;
  const session = { userId, sessionId, agent: name, address: "192.0.2.7" };
  await world.run(beginSession, systemCaller(accountId), session);
  const subscription = aSubscription(`https://push.example.test/${name}`);
  await world.run(addPushDevice, admin, { sessionId, subscription, locale: "en" });
  const [device] = await listPushDevices(world.database, of);
  return { sessionId, pushDeviceId: device?.id ?? 0 };
}
