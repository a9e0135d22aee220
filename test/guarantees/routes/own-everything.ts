import { randomUUID } from "node:crypto";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import type { Api, Client, createTokenTenant } from "@/test/support/clients/api";
import { advance } from "@/test/support/scenes/deleting";
import type { Owned, RouteCase } from "./route-case";

type TokenTenant = Awaited<ReturnType<typeof createTokenTenant>>;
export type Party = Owned & { token: string };

/** A fresh inbox, contact, conversation and failed message of an account, all named by `name`. */
export async function ownEverything(api: Api, tenant: TokenTenant, name: string): Promise<Party> {
  const { post }: Client = tenant.client;
  const made = (await post("/v1/inboxes", { name })).body;
  const inbox = (await tenant.client.patch(`/v1/inboxes/${made.id}`, { publicApi: true })).body;
  const { contactId, sourceId } = await visit(api, inbox.identifier, name);
  const contact = (await tenant.client.patch(`/v1/contacts/${contactId}`, { identifier: randomUUID() })).body;
  const { conversationId, displayId } = await beginAsVisitor(api, inbox.identifier, sourceId);
  const message = (await post(`/v1/conversations/${displayId}/messages`, { content: name })).body;
  await post("/v1/receipts", { receipts: [{ messageId: message.id, signal: "failed", error: name }] });
  await post(`/v1/conversations/${displayId}/labels`, { add: ["treu"] });
  await post(`/v1/conversations/${displayId}/assign`, { assigneeId: tenant.admin.userId });
  const { data: notifications } = (await tenant.client.get("/v1/notifications")).body;
  await post(`/v1/conversations/${displayId}/labels`, { add: ["zuletzt"] });
  await tenant.client.patch(`/v1/contacts/${contact.id}`, { customAttributes: { plan: name } });
  const [changed] = await api.world.database.query<{ operationId: string }>(
    `select operation_id as "operationId" from contact_change where account_id = $1 order by id desc limit 1`,
    [tenant.accountId],
  );
  const [labelled] = await api.world.database.query<{ operationId: string }>(
    `select operation_id as "operationId" from conversation_change where account_id = $1 order by id desc limit 1`,
    [tenant.accountId],
  );
  await tenant.client.patch(`/v1/inboxes/${inbox.id}/policy`, { botTakesReopened: true, reason: name });
  const { data: changes } = (await tenant.client.get(`/v1/inboxes/${inbox.id}/policy/changes`)).body;
  const label = await post("/v1/labels", { name: randomUUID(), description: name });
  const team = await post("/v1/teams", { name: `${name} ${randomUUID()}` });
  const view = await post("/v1/views", { name: `${name} ${randomUUID()}`, isShared: true });
  const withinWindow = await post(`/v1/conversations/${displayId}/messages`, {
    content: name,
    holdMs: 60_000,
  });
  const reply = { shortCode: randomUUID(), content: name };
  const { result: canned } = await api.world.run(createCannedReply, tenant.admin, reply);
  const uploaded = await post(`/v1/files?name=${name}.json`, { name });
  const twin = await post("/v1/contacts", { name });
  const endpoint = await post("/v1/endpoints", {
    url: `https://hooks.example.com/${name}`,
    types: ["*"],
    format: "freescout",
  });
  const endpointId = endpoint.body.id;
  const tested = await post(`/v1/endpoints/${endpointId}/test`, {});
  const many = {
    action: "label",
    params: { add: [name] },
    target: { displayIds: [displayId] },
  };
  const bulk = await post("/v1/bulk-operations", many);
  const cancelled = await post("/v1/bulk-operations", many);
  await post(`/v1/bulk-operations/${cancelled.body.id}/cancel`, {});
  const prepare = async () => {
    const { id } = (await post("/v1/contacts", { name })).body;
    return (await post("/v1/deletions/prepare", { contactId: id })).body.token;
  };
  const deletion = await post("/v1/deletions/confirm", { token: await prepare() });
  await advance({ world: api.world, accountId: tenant.accountId }, deletion.body.id);
  const { accountId, token } = tenant;
  const { id: inboxId, identifier } = inbox;
  const userId = tenant.admin.userId ?? 0;
  const messageId = message.id;
  return {
    accountId,
    userId,
    inboxId,
    identifier,
    contactId: contact.id,
    twinId: twin.body.id,
    sourceId,
    displayId,
    conversationId,
    operationId: labelled?.operationId ?? "",
    contactOperationId: changed?.operationId ?? "",
    messageId,
    fileId: uploaded.body.id,
    undoableId: withinWindow.body.id,
    teamId: team.body.id,
    viewId: view.body.id,
    cannedReplyId: canned.id,
    labelId: label.body.id,
    endpointId,
    deliveryId: tested.body.id,
    notificationId: notifications[0].id,
    bulkId: bulk.body.id,
    cancelledBulkId: cancelled.body.id,
    changeId: changes[0].id,
    deletionToken: await prepare(),
    deletionId: deletion.body.operationId,
    token,
  };
}

/** A visitor of the inbox, by the public API. */
async function visit(
  api: Api,
  identifier: string,
  name: string,
): Promise<{ contactId: number; sourceId: string }> {
  const path = `/public/api/v1/inboxes/${identifier}/contacts`;
  const { id, source_id } = await postJson(api, path, { name });
  return { contactId: id, sourceId: source_id };
}

/** A visitor's conversation. */
async function beginAsVisitor(api: Api, identifier: string, sourceId: string) {
  const { id: displayId } = await postJson(
    api,
    `/public/api/v1/inboxes/${identifier}/contacts/${sourceId}/conversations`,
    {},
  );
  const [row] = await api.world.database.query<{ id: number }>(
    "select c.id from conversation c join inbox i on i.id = c.inbox_id where i.identifier = $1 and c.display_id = $2",
    [identifier, displayId],
  );
  return { displayId, conversationId: row?.id ?? 0 };
}

async function postJson(api: Api, path: string, body: object) {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return (await fetch(`${api.url}${path}`, init)).json();
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
      }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body(owned)) }),
  });
  return { status: response.status, text: await response.text() };
}
