import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { createCompany } from "@/server/commands/contacts/companies";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { confirmDeletion, prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { addPushDevice } from "@/server/commands/notifications/notification-settings";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import { createLabel } from "@/server/commands/organising/labels";
import { createMacro } from "@/server/commands/organising/macros";
import { createTeam } from "@/server/commands/organising/teams";
import { createView } from "@/server/commands/organising/views";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { testEndpoint } from "@/server/commands/webhooks/test-endpoint";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { ANY_FILTER } from "@/server/contract/organising/saved-view";
import { listPushDevices } from "@/server/store/push/push-devices";
import { aSubscription } from "@/test/support/scenes/dtos";
import { addFile } from "@/test/support/scenes/files";
import type { World } from "@/test/support/scenes/world";
import { MARK } from "./route-case";

/** Starts a bulk operation on one conversation. */
export async function addBulk(world: World, admin: Caller, displayId: number): Promise<{ bulkId: number }> {
  const { result } = await world.run(startBulk, admin, {
    change: { action: "priority", params: { priority: "high" } },
    target: { displayIds: [displayId] },
    mode: "best_effort",
    timeoutS: 600,
  });
  return { bulkId: result.id };
}

/** Executes the erasure of one contact and prepares another's. */
export async function addDeletion(world: World, admin: Caller) {
  const prepare = async () => {
    const { contact } = (await world.run(createContact, admin, { name: `${MARK} spare` })).result;
    return (await world.run(prepareDeletion, admin, { contactId: contact.id })).result.token ?? "";
  };
  const { result } = await world.run(confirmDeletion, admin, { token: await prepare() });
  await world.run(advanceDeletion, systemCaller(admin.accountId), { deletionId: result.id });
  return { deletionToken: await prepare(), deletionId: result.operationId };
}

/** Creates an endpoint with one due delivery; stamps all earlier events. */
export async function addWebhook(world: World, admin: Caller) {
  const input = { url: `https://hooks.example.com/${MARK}`, types: ["*"] };
  const { endpoint } = (await world.run(createEndpoint, admin, input)).result;
  const test = await world.run(testEndpoint, admin, { endpointId: endpoint.id, type: "contact.created" });
  await world.relay();
  return { endpointId: endpoint.id, deliveryId: test.result.id };
}

/** A device of the session, to which nothing is pushed. */
export async function addDevice(world: World, admin: Caller, sessionId: string) {
  const subscription = aSubscription(`https://push.example.test/${MARK}`);
  await world.run(addPushDevice, admin, { sessionId, subscription, locale: "en" });
  const of = { accountId: admin.accountId, userId: admin.userId ?? 0, sessionId };
  const [device] = await listPushDevices(world.database, of);
  return { pushDeviceId: device?.id ?? 0 };
}

/** The definition of a contact's attribute, and the company of a contact. */
export async function addNamed(world: World, admin: Caller, contactId: number) {
  const { result: company } = await world.run(createCompany, admin, {
    name: `${MARK} company`,
    domains: ["acme.example"],
  });
  await world.run(updateContact, admin, { contactId, companyId: company.id });
  const { result } = await world.run(createAttributeDefinition, admin, {
    model: "contact",
    key: "tier",
    displayName: `${MARK} tier`,
    description: null,
    kind: "text",
    choices: [],
    pattern: null,
    patternHint: null,
  });
  return { definitionId: result.id, companyId: company.id };
}

/** A label, a team, a saved view, a canned reply and a macro. */
export async function addTools(world: World, admin: Caller, memberId: number) {
  const { result: label } = await world.run(createLabel, admin, {
    name: "treu",
    colour: "red",
    description: `${MARK} label`,
  });
  const { result: team } = await world.run(createTeam, admin, {
    name: `${MARK} team`,
    memberIds: [memberId],
  });
  const viewed = { name: `${MARK} view`, isShared: true, filter: ANY_FILTER };
  const { result: view } = await world.run(createView, admin, viewed);
  const { id: cannedFileId } = await addFile(world, admin, `${MARK}.pdf`);
  const { result: canned } = await world.run(createCannedReply, admin, {
    shortCode: "perlhuhn",
    content: `From ${MARK}`,
    fileIds: [cannedFileId],
  });
  const { result: macro } = await world.run(createMacro, admin, {
    name: `${MARK} macro`,
    isOwn: false,
    actions: [{ type: "note", content: `From ${MARK}` }],
  });
  return {
    labelId: label.id,
    teamId: team.id,
    viewId: view.id,
    cannedReplyId: canned.id,
    cannedFileId,
    macroId: macro.id,
  };
}
