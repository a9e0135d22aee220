import { randomBytes, randomUUID } from "node:crypto";
import { createToken } from "@/server/commands/credentials/tokens";
import { createAttributeDefinition } from "@/server/commands/organising/attribute-definitions";
import type { Caller } from "@/server/contract/_shared/caller";
import { createAgentBot } from "@/server/dialects/chatwoot/commands/agent-bots";
import { ownWukongim } from "@/test/guarantees/routes/own-further";
import type { OwnedRows } from "@/test/guarantees/routes/procedure-case";
import { type Client, clientOf } from "@/test/support/clients/api";
import { addMember, cookieFor } from "@/test/support/clients/screens";
import { storeArchived } from "@/test/support/scenes/deleting";
import { createUnreachableMailbox } from "@/test/support/scenes/unreachable-mailbox";
import { createTenant, type Tenant, type World } from "@/test/support/scenes/world";

export type Credentials = { token: string; cookie: string };

/** An account with rows of every kind; `mark` is in all their names and texts, and nowhere else. */
export type Party = {
  mark: string;
  tenant: Tenant;
  agent: Caller;
  owned: OwnedRows;
  /** Of the administrator, and of an agent who sees the one inbox. */
  administrator: Credentials;
  member: Credentials;
};

/**
 * Creates an account over HTTP. `isQuiet`: nobody else changes it. Visitors may not write to its inbox, and its email inbox connects to
 * nothing: workers would report that a mailbox cannot be reached.
 */
export async function createParty(
  { world, url }: { world: World; url: string },
  { isQuiet }: { isQuiet: boolean },
): Promise<Party> {
  const tenant = await createTenant(world);
  const mark = `mark${randomUUID().replaceAll("-", "")}`;
  const administrator = await credentialsOf(world, tenant.admin);
  const client = clientOf({ url }, administrator.token);
  const { body: inbox } = await client.post("/v1/inboxes", { name: mark });
  if (!isQuiet) await client.patch(`/v1/inboxes/${inbox.id}`, { publicApi: true });
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] });
  await ownWukongim({ world, url }, { admin: tenant.admin, token: administrator.token }, mark);
  const owned = await createRows(client, { world, mark, inbox, tenant, agent, isQuiet });
  return { mark, tenant, agent, owned, administrator, member: await credentialsOf(world, agent) };
}

/** New credentials: earlier ones may have been revoked by their own requests. */
export async function credentialsOf(world: World, caller: Caller): Promise<Credentials> {
  const token = randomBytes(32).toString("base64url");
  await world.run(createToken, caller, { name: "Integrator", secret: token, scopes: [] });
  return { token, cookie: await cookieFor(world, caller) };
}

type Given = {
  world: World;
  mark: string;
  inbox: { id: number; identifier: string };
  tenant: Tenant;
  agent: Caller;
  isQuiet: boolean;
};

/** Of an attribute definition. */
const UNSHOWN = {
  model: "contact" as const,
  description: null,
  kind: "text" as const,
  choices: [],
  pattern: null,
  patternHint: null,
};

async function createRows(
  client: Client,
  { world, mark, inbox, tenant, agent, isQuiet }: Given,
): Promise<OwnedRows> {
  const { post } = client;
  const contact = (await post("/v1/contacts", { name: mark, inboxId: inbox.id, identifier: mark })).body;
  const twin = (await post("/v1/contacts", { name: `${mark} twin` })).body;
  const started = { inboxId: inbox.id, contactId: contact.id };
  const conversation = (await post("/v1/conversations", started)).body;
  const path = `/v1/conversations/${conversation.displayId}`;
  const members = [{ contactId: contact.id }];
  const group = (await post("/v1/groups", { inboxId: inbox.id, name: mark, members })).body;
  const message = (await post(`${path}/messages`, { content: mark })).body;
  const note = (await post(`${path}/messages`, { content: mark, private: true })).body;
  await post("/v1/receipts", { receipts: [{ messageId: message.id, signal: "failed", error: mark }] });
  await post(`${path}/labels`, { add: [mark.slice(0, 30)] });
  const contactNote = (await post(`/v1/contacts/${contact.id}/notes`, { content: mark })).body;
  const scheduled = (
    await post(`${path}/scheduled-messages`, {
      content: mark,
      sendAt: new Date(world.clock.now.getTime() + 3_600_000),
    })
  ).body;
  const file = (await post(`/v1/files?name=${mark}`, { mark })).body;
  const label = (await post("/v1/labels", { name: randomUUID(), description: mark })).body;
  const team = (await post("/v1/teams", { name: mark })).body;
  const company = (await post("/v1/companies", { name: mark })).body;
  const view = (await post("/v1/views", { name: mark, isShared: true })).body;
  const actions = [{ type: "note", content: mark }];
  const macro = (await post("/v1/macros", { name: mark, actions })).body;
  const hook = { url: `https://hooks.example.com/${mark}`, types: ["*"], format: "freescout" };
  const endpoint = (await post("/v1/endpoints", hook)).body;
  const account = { ...hook, url: `${hook.url}/account`, format: "chatwoot" };
  const webhook = (await post("/v1/endpoints", account)).body;
  const { result: definition } = await world.run(createAttributeDefinition, tenant.admin, {
    ...UNSHOWN,
    key: mark,
    displayName: mark,
  });
  const botUrl = `https://hooks.example.com/${mark}`;
  const { endpoint: bot } = (await world.run(createAgentBot, tenant.admin, { name: mark, url: botUrl }))
    .result;
  const ids = { inboxId: inbox.id, contactId: contact.id, twinId: twin.id, messageId: message.id };
  const archived = { accountId: tenant.accountId, inboxId: inbox.id, contactName: mark };
  const organising = {
    labelId: label.id,
    teamId: team.id,
    companyId: company.id,
    viewId: view.id,
    macroId: macro.id,
    endpointId: endpoint.id,
    botId: bot.id,
    webhookId: webhook.id,
    askingId: message.id,
    agentId: agent.userId ?? 0,
    definitionId: definition.id,
    archiveId: await storeArchived(world, archived),
    mailInboxId: await (isQuiet ? createMailWebhook : createUnreachableMailbox)(client, mark),
  };
  return {
    ...ids,
    ...organising,
    noteId: note.id,
    contactNoteId: contactNote.id,
    scheduledMessageId: scheduled.id,
    fileId: file.id,
    accountId: tenant.accountId,
    userId: tenant.admin.userId ?? 0,
    mailKey: `${tenant.admin.userId}:0:0:0:${mark}@example.com`,
    memberId: agent.userId ?? 0,
    identifier: inbox.identifier,
    sourceId: contact.inbox.sourceId,
    displayId: conversation.displayId,
    groupDisplayId: group.displayId,
    conversationId: conversation.id,
    ...UNKNOWN,
  };
}

/** An email inbox that connects to nothing. */
async function createMailWebhook({ post }: Client, name: string): Promise<number> {
  const settings = {
    address: `${randomUUID()}@shop.example`,
    inbound: "webhook",
    webhookSecret: randomUUID(),
  };
  return (await post("/v1/inboxes", { name, channel: "email", settings })).body.id;
}

/** Rows that no party has. */
const UNKNOWN = {
  operationId: randomUUID(),
  contactOperationId: randomUUID(),
  undoableId: 1,
  deliveryId: 1,
  notificationId: 1,
  pushDeviceId: 1,
  bulkId: 1,
  cancelledBulkId: 1,
  changeId: 1,
  tokenId: 1,
  cannedReplyId: 1,
  cannedFileId: 1,
  deletionToken: "unknown",
  deletionId: randomUUID(),
  sessionId: randomUUID(),
  totpCode: "000000",
};

/** Tables that are derived from others in the background, also without a request. */
const DERIVED = [
  "conversation_counter",
  "conversation_total",
  "counter_audit",
  "counter_delta",
  "delivery",
  "delivery_try",
  "endpoint_hour",
  "endpoint_progress",
  "search_bucket",
  "search_due",
  "search_entry",
];

/** Workers renew them. */
const LEASES = ["leased_by", "leased_until"];

/** A digest of every row of an account, by table; without derived tables and leases. */
export async function digestOf({ database }: World, accountId: number): Promise<Record<string, string>> {
  const tables = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> all ($1) order by 1`,
    [DERIVED],
  );
  const parts = tables.map(
    ({ name }) => `select '${name}' as name, count(*) || ' ' ||
        md5(coalesce(string_agg(r.hash, '' order by r.hash), '')) as digest
      from (select md5((to_jsonb(t) - $1::text[])::text) as hash from "${name}" t where account_id = ${accountId}) r`,
  );
  const rows = await database.query<{ name: string; digest: string }>(parts.join(" union all "), [LEASES]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
