import type { Command } from "@/server/commands/_run/run";
import type { Services } from "@/server/commands/_run/services";
import {
  type CreateConversation,
  type CreatedConversation,
  createConversation,
} from "@/server/commands/conversations/create-conversation";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  type ChatwootContext,
  pathId,
  type Route,
  type Viewer,
  viewerOf,
} from "@/server/dialects/chatwoot/context";
import { readFilter, readOwner, readStatus } from "@/server/dialects/chatwoot/input/conversation-params";
import { type FirstMessage, readFirstMessage } from "@/server/dialects/chatwoot/input/message-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { CONVERSATIONS_A_PAGE } from "@/server/dialects/chatwoot/input/read-body";
import { showConversation, showConversations, showFound } from "@/server/dialects/chatwoot/json/show";
import { reachConversation, reachInbox } from "@/server/dialects/chatwoot/reach";
import { createOverlapping } from "@/server/lib/async/overlapping";
import { shared } from "@/server/lib/shared";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { findContactLink } from "@/server/queries/contacts/contact-links";
import { getContact } from "@/server/queries/contacts/list-contacts";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import { findConversationsPage } from "@/server/queries/conversations/get-conversation";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import { readTemplate, withTemplate } from "./channel-template";

export const conversationRoutes: readonly Route[] = [
  ["GET", "/conversations", list],
  ["POST", "/conversations", create],
  ["GET", "/conversations/meta", meta],
  ["GET", "/conversations/:conversation_id", show],
  ["POST", "/conversations/:conversation_id/update_last_seen", updateLastSeen],
];

type Database = Services["database"];

async function list(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { database } = services;
  const params = await readParams(c.req.raw);
  const filter = readFilter(params);
  const page = params.count("page") ?? 1;
  const payload = await readPage(viewerOf(c), filter, page);
  return c.json({ data: { meta: await countAll(database, caller, filter), payload } });
}

async function meta(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw);
  return c.json({ meta: await countAll(c.var.services.database, c.var.caller, readFilter(params)) });
}

/** One page of a list, as JSON. Refuses pages beyond `PAGED_ROWS_MAX` rows. */
export async function readPage(viewer: Viewer, filter: ConversationFilter, page: number) {
  const { database, caller } = viewer;
  const size = CONVERSATIONS_A_PAGE;
  const cursor = await findConversationsPage(database, caller, { ...filter, page, size });
  if (cursor === null) return [];
  const { data } = await listConversations(database, caller, { ...filter, cursor, limit: size });
  return showConversations(viewer, data);
}

/** Counted before the filter by assignee: exactly, but with a filter by labels only up to the last page. */
async function countAll(database: Database, caller: Caller, filter: ConversationFilter) {
  const count = (assignee: ConversationFilter["assignee"]) =>
    countConversations(database, caller, { ...filter, assignee: assignee ?? "any" }, PAGED_ROWS_MAX);
  return {
    mine_count: await count("me"),
    assigned_count: await count("assigned"),
    unassigned_count: await count("unassigned"),
    all_count: await count("any"),
  };
}

async function show(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const found = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  return c.json(await showFound(viewerOf(c), found));
}

async function create(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const params = await readParams(c.req.raw, "conversation");
  const { inbox, ...target } = await readTarget(services.database, caller, params);
  const first = readFirstMessage(params);
  if (first?.kind === "incoming" && inbox.channel !== "api")
    throw new Refusal("message.incoming_not_allowed");
  const message = first?.kind === "outgoing" ? params.under("message") : undefined;
  const template = message ? await readTemplate(services, caller, inbox, message) : null;
  const conversationId = await createOnce(c, params, {
    ...target,
    first: first && withTemplate(first, template),
    startedBy: "other",
    orExisting: true,
    status: readStatus(params),
    snoozedUntil: params.time("snoozed_until") ?? null,
    assigneeId: readOwner(params, "assignee_id") ?? null,
    teamId: readOwner(params, "team_id") ?? null,
    customAttributes: params.object("custom_attributes") ?? {},
    additionalAttributes: params.object("additional_attributes") ?? {},
  });
  return c.json(await showConversation(viewerOf(c), conversationId));
}

type Begin = Omit<CreateConversation, "message"> & { first: FirstMessage | null };

/** One operation: the conversation with its first message: an answer, a note, or the customer's. */
const beginConversation: Command<Begin, CreatedConversation> = async (tx, { first, ...input }) => {
  if (first?.kind === "outgoing") {
    const { kind: _, ...message } = first;
    return createConversation(tx, { ...input, message: { ...message, hasLeft: message.sourceId !== null } });
  }
  const created = await createConversation(tx, input);
  if (!first) return created;
  const at = { conversation: { conversationId: created.conversation.id } };
  const { kind, sourceId, contentType, ...text } = first;
  if (kind === "note") return { ...created, ...(await addNote(tx, { ...at, ...text, contentType })) };
  const typed = contentType === "text" ? {} : { contentType };
  return { ...created, ...(await receiveMessage(tx, { ...at, ...text, ...typed, sourceId })) };
};

const overlapping = () =>
  shared("chatwoot-conversations", () => createOverlapping<number>(() => performance.now()));

/** What makes a conversation more than whose it is and its status. */
const FURTHER = [
  "message",
  "assignee_id",
  "team_id",
  "snoozed_until",
  "custom_attributes",
  "additional_attributes",
];

/**
 * Requests that overlap and say nothing but whose conversation it is create one: bridges look for a conversation and create it
 * in two requests, for several messages at once. Those of this process share one run; of those of other processes one that
 * began before the conversation existed finds it.
 */
async function createOnce(c: ChatwootContext, params: Params, input: Begin): Promise<number> {
  const { caller, services, arrivedAt, arrivedMs } = c.var;
  const create = async (given: Begin) =>
    (await services.run(beginConversation, caller, given)).result.conversation.id;
  const isKeyed = c.req.header("idempotency-key") !== undefined;
  if (isKeyed || FURTHER.some((name) => params.has(name))) return create(input);
  const key = JSON.stringify([
    caller.accountId,
    caller.tokenId,
    input.inboxId,
    input.contactId,
    input.sourceId,
    input.status,
  ]);
  return overlapping().run(key, arrivedMs, () => create({ ...input, orEmptySince: arrivedAt }));
}

/** The start of a conversation: an inbox and a contact, or the contact's name in an inbox. */
async function readTarget(
  database: Database,
  caller: Caller,
  params: Params,
): Promise<{ inbox: InboxDto; inboxId: number; contactId: number; sourceId: string | null }> {
  const [inboxId, contactId] = [params.id("inbox_id") ?? null, params.id("contact_id") ?? null];
  const sourceId = params.text("source_id", SOURCE_ID_CHARS_MAX) ?? null;
  if (inboxId !== null && contactId !== null) {
    const inbox = await reachInbox(database, caller, inboxId);
    const contact = await getContact(database, caller, contactId);
    return { inbox, inboxId: inbox.id, contactId: contact.id, sourceId };
  }
  const link = sourceId && (await findContactLink(database, caller.accountId, { sourceId, inboxId }));
  if (!link) throw new Refusal("resource.not_found");
  const inbox = await reachInbox(database, caller, link.inboxId);
  return { inbox, inboxId: link.inboxId, contactId: link.contactId, sourceId };
}

async function updateLastSeen(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  // Up to the newest message at that time: the command takes the lower of the two.
  const number = Number.MAX_SAFE_INTEGER;
  await services.run(markSeen, caller, { conversation: { conversationId: conversation.id }, number });
  return c.json(await showConversation(viewerOf(c), conversation.id));
}
