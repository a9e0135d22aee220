import type { Services } from "@/server/commands/_run/services";
import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { type FreescoutContext, pathId, type Route } from "@/server/dialects/freescout/context";
import {
  type ListQuery,
  listQuery,
  readSort,
  readStatuses,
  refuseUnsupported,
} from "@/server/dialects/freescout/input/list-params";
import { readQuery } from "@/server/dialects/freescout/input/read-input";
import { listJson, pageOf, type WirePage } from "@/server/dialects/freescout/json/paging";
import { showConversation, showConversations } from "@/server/dialects/freescout/json/show";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { findContactBy } from "@/server/queries/contacts/find-contact-by";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import { findConversationsPage } from "@/server/queries/conversations/find-conversations-page";
import {
  type ConversationWithContact,
  getConversation,
} from "@/server/queries/conversations/get-conversation";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listUpdatedPage } from "@/server/queries/events/list-updated-page";

type Database = Services["database"];

export const conversationRoutes: readonly Route[] = [
  ["GET", "/conversations", list],
  ["GET", "/conversations/:id", show],
];

/** `embed` may reduce it; threads and tags are always included. */
async function show(c: FreescoutContext): Promise<Response> {
  return c.json(await showConversation(c, pathId(c)));
}

type Found = { data: readonly ConversationWithContact[]; total: number };
const NONE: Found = { data: [], total: 0 };

async function list(c: FreescoutContext): Promise<Response> {
  refuseUnsupported(new URL(c.req.url).searchParams);
  const query = readQuery(c, listQuery);
  const page = pageOf(query);
  const { data, total } = await find(c.var.services.database, c.var.caller, query, page);
  const items = await showConversations(c, data);
  return c.json(listJson("conversations", items, { ...page, total }));
}

async function find(database: Database, requester: Caller, query: ListQuery, page: WirePage): Promise<Found> {
  const { number, state, type = "chat", customerEmail, customerPhone, mailboxId } = query;
  const { statuses, spam } = readStatuses(query.status);
  const sort = readSort(query);
  if (number !== undefined) return findNumber(database, requester, number);
  const caller = mailboxId ? within(requester, mailboxId) : requester;
  const contactId = await readContactId(database, caller, query);
  const namesCustomer = customerEmail !== undefined || customerPhone !== undefined;
  if (state === "draft" || type !== "chat" || (namesCustomer && contactId === null)) return NONE;

  const filter = {
    statuses,
    ...(spam && { spam }),
    lifecycle: state === "deleted" ? ("trashed" as const) : ("live" as const),
    ...(contactId !== null && { contactId }),
  };
  const { number: pageNumber, size } = page;
  const label = query.tag?.toLowerCase();
  if (query.updatedSince) {
    const { updatedSince, assignedTo: assigneeId } = query;
    const changed = { ...filter, updatedSince, assigneeId, label, page: pageNumber, size };
    return listUpdatedPage(database, caller, changed);
  }
  const wanted = { ...filter, ...assigned(query), ...(label && { label }), sort };
  const total = await countConversations(database, caller, wanted, PAGED_ROWS_MAX);
  const cursor = await findConversationsPage(database, caller, { ...wanted, page: pageNumber, size });
  if (cursor === null) return { data: [], total };
  return { ...(await listConversations(database, caller, { ...wanted, cursor, limit: size })), total };
}

const assigned = ({ assignedTo }: ListQuery) => {
  if (assignedTo === undefined) return {};
  return assignedTo === null ? { assignee: "unassigned" as const } : { assigneeId: assignedTo };
};

/** The same caller, limited to these of their inboxes. */
const within = (caller: Caller, inboxIds: readonly number[]): Caller => ({
  ...caller,
  inboxIds: inboxIds.filter((inboxId) => maySee(caller, { inboxId })),
});

async function readContactId(database: Database, caller: Caller, query: ListQuery): Promise<number | null> {
  if (query.customerId !== undefined) return query.customerId;
  const { customerEmail: email = null, customerPhone: phone = null } = query;
  if (email === null && phone === null) return null;
  return (await findContactBy(database, caller, { email, phone }))?.id ?? null;
}

async function findNumber(database: Database, caller: Caller, displayId: number): Promise<Found> {
  try {
    return { data: [await getConversation(database, caller, { displayId })], total: 1 };
  } catch (error) {
    if (isRefusal(error) && error.refusal === "conversation.not_found") return NONE;
    throw error;
  }
}
