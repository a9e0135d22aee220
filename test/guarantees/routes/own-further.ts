import { randomUUID } from "node:crypto";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import type { Caller } from "@/server/contract/_shared/caller";
import { wukongimClient } from "@/test/support/clients/wukongim";
import { advance, storeArchived } from "@/test/support/scenes/deleting";
import { addFile } from "@/test/support/scenes/files";
import { createUnreachableMailbox } from "@/test/support/scenes/unreachable-mailbox";
import type { World } from "@/test/support/scenes/world";
import { waitingMail } from "./organising-posts";
import type { OwnedFirst, Party, Scene } from "./own-conversation";

type Further = Omit<Party, keyof OwnedFirst>;

/** What something else is about. */
export type Base = "account" | "contact" | "conversation";
/** What is beside the conversation, by the names of its ids. */
export const FURTHER: readonly [
  names: readonly (keyof Further)[],
  make: (scene: Scene) => Promise<Partial<Further>>,
  needed: Base,
][] = [
  [["changeId"], ownChange, "contact"],
  [["groupDisplayId"], ownGroup, "contact"],
  [
    ["labelId", "teamId", "viewId", "macroId", "cannedReplyId", "cannedFileId", "companyId"],
    ownTools,
    "account",
  ],
  [["undoableId", "fileId", "twinId", "contactNoteId", "scheduledMessageId"], ownWritten, "conversation"],
  [["endpointId", "deliveryId"], ownEndpoint, "account"],
  [["mailKey"], ownMail, "account"],
  [["mailInboxId"], ownMailInbox, "account"],
  [["botId"], ownBot, "account"],
  [["webhookId", "definitionId"], ownWebhook, "account"],
  [["askingId"], ownQuestion, "conversation"],
  [["agentId"], ownAgent, "account"],
  [["bulkId", "cancelledBulkId"], ownBulks, "conversation"],
  [["deletionId", "deletionToken"], ownDeletions, "account"],
  [["archiveId"], ownArchive, "conversation"],
];

export const ownFurther = async (scene: Scene): Promise<Further> => ({
  ...(await ownChange(scene)),
  ...(await ownGroup(scene)),
  ...(await ownTools(scene)),
  ...(await ownWritten(scene)),
  ...(await ownEndpoint(scene)),
  ...(await ownMail(scene)),
  ...(await ownMailInbox(scene)),
  ...(await ownBot(scene)),
  ...(await ownWebhook(scene)),
  ...(await ownQuestion(scene)),
  ...(await ownAgent(scene)),
  ...(await ownBulks(scene)),
  ...(await ownDeletions(scene)),
  ...(await ownArchive(scene)),
});

async function ownChange({ tenant: { client }, name, owned: { inboxId } }: Scene) {
  await client.patch(`/v1/inboxes/${inboxId}/policy`, { botTakesReopened: true, reason: name });
  const { data: changes } = (await client.get(`/v1/inboxes/${inboxId}/policy/changes`)).body;
  return { changeId: changes[0].id };
}

async function ownGroup({ tenant: { client }, name, owned: { inboxId, contactId } }: Scene) {
  const group = await client.post("/v1/groups", { inboxId, name, members: [{ contactId }] });
  return { groupDisplayId: group.body.displayId };
}

async function ownTools({ api, tenant: { client, admin }, name }: Scene) {
  const label = await client.post("/v1/labels", { name: randomUUID(), description: name });
  const team = await client.post("/v1/teams", { name: `${name} ${randomUUID()}` });
  const view = await client.post("/v1/views", { name: `${name} ${randomUUID()}`, isShared: true });
  const company = await client.post("/v1/companies", { name: `${name} ${randomUUID()}` });
  const actions = [{ type: "note", content: name }];
  const macro = await client.post("/v1/macros", { name: `${name} ${randomUUID()}`, actions });
  const { id: cannedFileId } = await addFile(api.world, admin, `${name}.pdf`);
  const reply = { shortCode: randomUUID(), content: name, fileIds: [cannedFileId] };
  const { result: canned } = await api.world.run(createCannedReply, admin, reply);
  return {
    labelId: label.body.id,
    teamId: team.body.id,
    viewId: view.body.id,
    companyId: company.body.id,
    macroId: macro.body.id,
    cannedReplyId: canned.id,
    cannedFileId,
  };
}

async function ownWritten({ api, tenant: { client }, name, owned: { displayId, contactId } }: Scene) {
  const held = { content: name, holdMs: 60_000 };
  const withinWindow = await client.post(`/v1/conversations/${displayId}/messages`, held);
  const uploaded = await client.post(`/v1/files?name=${name}.json`, { name });
  const twin = await client.post("/v1/contacts", { name });
  const scheduled = await client.post(`/v1/conversations/${displayId}/scheduled-messages`, {
    content: name,
    sendAt: new Date(api.world.clock.now.getTime() + 3_600_000),
  });
  const note = await client.post(`/v1/contacts/${contactId}/notes`, { content: name });
  return {
    undoableId: withinWindow.body.id,
    fileId: uploaded.body.id,
    twinId: twin.body.id,
    contactNoteId: note.body.id,
    scheduledMessageId: scheduled.body.id,
  };
}

async function ownEndpoint({ tenant: { client }, name }: Scene) {
  const url = `https://hooks.example.com/${name}`;
  const endpoint = await client.post("/v1/endpoints", { url, types: ["*"], format: "freescout" });
  const endpointId = endpoint.body.id;
  const tested = await client.post(`/v1/endpoints/${endpointId}/test`, {});
  return { endpointId, deliveryId: tested.body.id };
}

async function ownBulks({ tenant: { client }, name, owned: { displayId } }: Scene) {
  const many = { action: "label", params: { add: [name] }, target: { displayIds: [displayId] } };
  const bulk = await client.post("/v1/bulk-operations", many);
  const cancelled = await client.post("/v1/bulk-operations", many);
  await client.post(`/v1/bulk-operations/${cancelled.body.id}/cancel`, {});
  return { bulkId: bulk.body.id, cancelledBulkId: cancelled.body.id };
}

async function ownDeletions({ api, tenant: { client, accountId }, name }: Scene) {
  const prepare = async () => {
    const { id } = (await client.post("/v1/contacts", { name })).body;
    return (await client.post("/v1/deletions/prepare", { contactId: id })).body.token;
  };
  const deletion = await client.post("/v1/deletions/confirm", { token: await prepare() });
  await advance({ world: api.world, accountId }, deletion.body.id);
  return { deletionToken: await prepare(), deletionId: deletion.body.operationId };
}

async function ownArchive({ api: { world }, tenant: { accountId }, name, owned: { inboxId } }: Scene) {
  return { archiveId: await storeArchived(world, { accountId, inboxId, contactName: name }) };
}

async function ownMail({ api, tenant: { accountId, admin }, name }: Scene) {
  const email = `${name}-${randomUUID()}@example.com`;
  return { mailKey: await waitingMail(api.world.database, { accountId, userId: admin.userId ?? 0, email }) };
}

async function ownMailInbox({ tenant: { client }, name }: Scene) {
  return { mailInboxId: await createUnreachableMailbox(client, name) };
}

async function ownBot(scene: Scene) {
  const { name } = scene;
  const bot = await postChatwoot(scene, "/agent_bots", {
    name,
    outgoing_url: `https://hooks.example.com/${name}`,
  });
  return { botId: bot.id };
}

async function ownWebhook(scene: Scene) {
  const url = `https://hooks.example.com/${randomUUID()}`;
  const { payload } = await postChatwoot(scene, "/webhooks", { name: scene.name, url });
  const definition = await postChatwoot(scene, "/custom_attribute_definitions", {
    attribute_display_name: scene.name,
    attribute_key: randomUUID(),
  });
  return { webhookId: payload.webhook.id, definitionId: definition.id };
}

/** Not by the scene's name: every member sees the account's members. */
async function ownAgent(scene: Scene) {
  const agent = await postChatwoot(scene, "/agents", { name: "Bea", email: `${randomUUID()}@example.test` });
  return { agentId: agent.id };
}

async function ownQuestion(scene: Scene) {
  const items = [{ title: "Ja", value: "ja" }];
  const question = { content: scene.name, content_type: "input_select", content_attributes: { items } };
  const message = await postChatwoot(scene, `/conversations/${scene.owned.displayId}/messages`, question);
  return { askingId: message.id };
}

async function postChatwoot({ api, tenant: { accountId, token } }: Scene, path: string, body: object) {
  const answer = await fetch(`${api.url}/api/v1/accounts/${accountId}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "api-access-token": token },
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** An account's inbox for WuKongIM, with the channels of the table of routes; a message has `name` as its number. */
export async function ownWukongim(
  { world, url }: { world: World; url: string },
  { admin, token }: { admin: Caller; token: string },
  name: string,
): Promise<void> {
  await world.run(createInbox, admin, { name, channel: "wukongim" });
  const { post } = wukongimClient({ url }, token);
  const payload = Buffer.from('{"type":1,"content":"Hallo"}').toString("base64");
  for (const channel_id of ["g1", "g2"])
    await post("/channel", { channel_id, channel_type: 2, subscribers: ["ann", "bob"] });
  await post("/message/send", { channel_id: "g1", channel_type: 2, client_msg_no: name, payload });
}
