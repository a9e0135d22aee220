import { randomUUID } from "node:crypto";
import { recordAudit } from "@/server/commands/inboxes/review-inbox";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Api, Client, createTokenTenant } from "@/test/support/clients/api";
import type { Owned } from "./route-case";

export type TokenTenant = Awaited<ReturnType<typeof createTokenTenant>>;
export type Party = Owned & { token: string };

export const OF_CONTACT = ["inboxId", "identifier", "contactId", "sourceId"] as const;
export const OF_CONVERSATION = [
  "displayId",
  "conversationId",
  "messageId",
  "operationId",
  "contactOperationId",
  "notificationId",
] as const;

export type OwnedFirst = Pick<
  Party,
  "accountId" | "userId" | "token" | (typeof OF_CONTACT)[number] | (typeof OF_CONVERSATION)[number]
>;
export type Scene = { api: Api; tenant: TokenTenant; name: string; owned: OwnedFirst };

/** A public inbox and a visitor of it. */
export async function ownContact(api: Api, tenant: TokenTenant, name: string) {
  const { id: inboxId, identifier } = await ownInbox(api, tenant, name);
  const { contactId, sourceId } = await visit(api, identifier, name);
  await tenant.client.patch(`/v1/contacts/${contactId}`, { identifier: randomUUID() });
  return { inboxId, identifier, contactId, sourceId };
}

export async function ownConversation(api: Api, tenant: TokenTenant, name: string): Promise<Scene> {
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

/** An address of the documentation's network: Tickline never calls it. */
const REFUSED = "http://192.0.2.1/hook";

/** A public inbox with a callback, an audit and the alert that it opened. */
async function ownInbox(
  api: Api,
  { accountId, client }: TokenTenant,
  name: string,
): Promise<{ id: number; identifier: string }> {
  const { id: inboxId } = (await client.post("/v1/inboxes", { name: "Unnamed" })).body;
  await client.post(`/v1/inboxes/${inboxId}/review`, {});
  const settings = { name, publicApi: true, callbackUrl: REFUSED };
  const inbox = (await client.patch(`/v1/inboxes/${inboxId}`, settings)).body;
  const audit = { inboxId, release: "another", decided: 0, moved: 0 };
  await api.world.run(recordAudit, systemCaller(accountId), audit);
  return inbox;
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
