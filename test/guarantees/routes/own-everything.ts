import { randomUUID } from "node:crypto";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import type { Api, Client, createTokenTenant } from "@/test/support/clients/api";
import { advance } from "@/test/support/scenes/deleting";
import { ownAgent, ownBot, ownQuestion, ownWebhook } from "./own-chatwoot";
import { ownInbox } from "./own-inbox";
import { beginAsVisitor, visit } from "./own-visitor";
import { ownWukongim } from "./own-wukongim";
import type { Owned, RouteCase } from "./route-case";

type TokenTenant = Awaited<ReturnType<typeof createTokenTenant>>;
export type Party = Owned & { token: string };

/** A fresh inbox, contact, conversation and failed message of an account, and everything else, all named by `name`. */
export async function ownEverything(api: Api, tenant: TokenTenant, name: string): Promise<Party> {
  await ownWukongim(api, tenant, name);
  const scene = await ownConversation(api, tenant, name);
  return { ...scene.owned, ...(await ownFurther(scene)) };
}

/**
 * The same, but only what a call names is fresh: the rest is that of `kept`. Everything is some fifty requests, and half of the
 * calls name neither a contact nor a conversation.
 */
export async function ownNamedBy(
  { to, body }: RouteCase,
  { api, tenant, name, kept }: { api: Api; tenant: TokenTenant; name: string; kept: Party },
): Promise<Party> {
  const named = new Set<PropertyKey>();
  const watched = new Proxy<Owned>(kept, {
    get: (owned, key, receiver) => {
      named.add(key);
      return Reflect.get(owned, key, receiver);
    },
  });
  to(watched);
  body?.(watched);
  const further = FURTHER.filter(([names]) => names.some((key) => named.has(key)));
  const needs = (what: Base, keys: readonly PropertyKey[]) =>
    keys.some((key) => named.has(key)) || further.some(([, , needed]) => needed === what);
  const scene = needs("conversation", OF_CONVERSATION)
    ? await ownConversation(api, tenant, name)
    : {
        api,
        tenant,
        name,
        owned: { ...kept, ...(needs("contact", OF_CONTACT) && (await ownContact(api, tenant, name))) },
      };
  const owned: Party = { ...kept, ...scene.owned };
  for (const [, make] of further) Object.assign(owned, await make(scene));
  return owned;
}

const OF_CONTACT = ["inboxId", "identifier", "contactId", "sourceId"] as const;
const OF_CONVERSATION = [
  "displayId",
  "conversationId",
  "messageId",
  "operationId",
  "contactOperationId",
  "notificationId",
] as const;

type OwnedFirst = Pick<
  Party,
  "accountId" | "userId" | "token" | (typeof OF_CONTACT)[number] | (typeof OF_CONVERSATION)[number]
>;
type Scene = { api: Api; tenant: TokenTenant; name: string; owned: OwnedFirst };

/** A public inbox and a visitor of it. */
async function ownContact(api: Api, tenant: TokenTenant, name: string) {
  const { id: inboxId, identifier } = await ownInbox(api, tenant, name);
  const { contactId, sourceId } = await visit(api, identifier, name);
  await tenant.client.patch(`/v1/contacts/${contactId}`, { identifier: randomUUID() });
  return { inboxId, identifier, contactId, sourceId };
}

async function ownConversation(api: Api, tenant: TokenTenant, name: string): Promise<Scene> {
  const { post }: Client = tenant.client;
  const { accountId, token } = tenant;
  const ofContact = await ownContact(api, tenant, name);
  const { identifier, contactId, sourceId } = ofContact;
  const { conversationId, displayId } = await beginAsVisitor(api, identifier, sourceId);
  const message = (await post(`/v1/conversations/${displayId}/messages`, { content: name })).body;
  const tried = { messageId: message.id };
  await post("/v1/receipts", {
    receipts: [
      { ...tried, signal: "sent" },
      { ...tried, signal: "failed", error: name },
    ],
  });
  await post(`/v1/conversations/${displayId}/labels`, { add: ["treu"] });
  await post(`/v1/conversations/${displayId}/assign`, { assigneeId: tenant.admin.userId });
  const { data: notifications } = (await tenant.client.get("/v1/notifications")).body;
  await post(`/v1/conversations/${displayId}/labels`, { add: ["zuletzt"] });
  await tenant.client.patch(`/v1/contacts/${contactId}`, { customAttributes: { plan: name } });
  const operationId = await lastOperation(api, "conversation_change", accountId);
  const contactOperationId = await lastOperation(api, "contact_change", accountId);
  const owned = {
    accountId,
    userId: tenant.admin.userId ?? 0,
    token,
    ...ofContact,
  };
  const written = { displayId, conversationId, messageId: message.id, operationId, contactOperationId };
  return { api, tenant, name, owned: { ...owned, ...written, notificationId: notifications[0].id } };
}

type Further = Omit<Party, keyof OwnedFirst>;

/** What something else is about. */
type Base = "account" | "contact" | "conversation";
/** What is beside the conversation, by the names of its ids. */
const FURTHER: readonly [
  names: readonly (keyof Further)[],
  make: (scene: Scene) => Promise<Partial<Further>>,
  needed: Base,
][] = [
  [["changeId"], ownChange, "contact"],
  [["groupDisplayId"], ownGroup, "contact"],
  [["labelId", "teamId", "viewId", "macroId", "cannedReplyId", "companyId"], ownTools, "account"],
  [["undoableId", "fileId", "twinId", "contactNoteId"], ownWritten, "conversation"],
  [["endpointId", "deliveryId"], ownEndpoint, "account"],
  [["botId"], ownBot, "account"],
  [["webhookId", "definitionId"], ownWebhook, "account"],
  [["askingId"], ownQuestion, "conversation"],
  [["agentId"], ownAgent, "account"],
  [["bulkId", "cancelledBulkId"], ownBulks, "conversation"],
  [["deletionId", "deletionToken"], ownDeletions, "account"],
];

const ownFurther = async (scene: Scene): Promise<Further> => ({
  ...(await ownChange(scene)),
  ...(await ownGroup(scene)),
  ...(await ownTools(scene)),
  ...(await ownWritten(scene)),
  ...(await ownEndpoint(scene)),
  ...(await ownBot(scene)),
  ...(await ownWebhook(scene)),
  ...(await ownQuestion(scene)),
  ...(await ownAgent(scene)),
  ...(await ownBulks(scene)),
  ...(await ownDeletions(scene)),
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
  const reply = { shortCode: randomUUID(), content: name };
  const { result: canned } = await api.world.run(createCannedReply, admin, reply);
  return {
    labelId: label.body.id,
    teamId: team.body.id,
    viewId: view.body.id,
    companyId: company.body.id,
    macroId: macro.body.id,
    cannedReplyId: canned.id,
  };
}

async function ownWritten({ tenant: { client }, name, owned: { displayId, contactId } }: Scene) {
  const held = { content: name, holdMs: 60_000 };
  const withinWindow = await client.post(`/v1/conversations/${displayId}/messages`, held);
  const uploaded = await client.post(`/v1/files?name=${name}.json`, { name });
  const twin = await client.post("/v1/contacts", { name });
  const note = await client.post(`/v1/contacts/${contactId}/notes`, { content: name });
  return {
    undoableId: withinWindow.body.id,
    fileId: uploaded.body.id,
    twinId: twin.body.id,
    contactNoteId: note.body.id,
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

/** The operation of the account's last change that can be undone. */
async function lastOperation(
  { world }: Api,
  table: "conversation_change" | "contact_change",
  accountId: number,
): Promise<string> {
  const [row] = await world.database.query<{ operationId: string }>(
    `select operation_id as "operationId" from ${table} where account_id = $1 order by id desc limit 1`,
    [accountId],
  );
  return row?.operationId ?? "";
}

/** Calls a route with the ids of `owned`, in the headers of every edge. */
export async function callRoute(
  api: Api,
  route: string,
  { to, body }: RouteCase,
  owned: Owned,
  token: string | null,
) {
  const response = await fetch(`${api.url}${to(owned)}`, {
    method: route.slice(0, route.indexOf(" ")),
    headers: {
      ...(token !== null && {
        authorization: `Bearer ${token}`,
        api_access_token: token,
        "x-freescout-api-key": token,
        token,
      }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body(owned)) }),
  });
  return { status: response.status, text: await response.text() };
}
