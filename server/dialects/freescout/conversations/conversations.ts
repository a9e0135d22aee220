import type { Services } from "@/server/commands/_run/services";
import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { type FreescoutContext, pathId, type Route } from "@/server/dialects/freescout/context";
import { findCustomer } from "@/server/dialects/freescout/customers";
import {
  type ListQuery,
  listQuery,
  readSort,
  readStatuses,
} from "@/server/dialects/freescout/input/list-params";
import { readQuery } from "@/server/dialects/freescout/input/read-input";
import {
  type Folder,
  listJson,
  pageOf,
  pageOfAll,
  readFolder,
  type WirePage,
} from "@/server/dialects/freescout/json/paging";
import { showConversation, showConversations } from "@/server/dialects/freescout/json/show";
import { TYPE } from "@/server/dialects/freescout/json/words";
import { presentCustomerId } from "@/server/dialects/freescout/queries/present-customer";
import { type ScanFilter, scanConversations } from "@/server/dialects/freescout/queries/scan-conversations";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import {
  type ConversationWithContact,
  findConversationsPage,
  getConversation,
} from "@/server/queries/conversations/get-conversation";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";

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
  const query = readQuery(c, listQuery);
  const page = pageOf(query);
  const { data, total } = await find(c.var.services.database, c.var.caller, query, page);
  const items = await showConversations(c, data);
  return c.json(listJson("conversations", items, { ...page, total }));
}

async function find(database: Database, requester: Caller, query: ListQuery, page: WirePage): Promise<Found> {
  const { number, state, customerEmail, customerPhone, mailboxId, folderId } = query;
  const { sort, order } = readSort(query);
  const folder = folderId === undefined ? undefined : readFolder(folderId);
  const status = readStatuses(query.status, folder?.statuses);
  if (number !== undefined) return findNumber(database, within(requester, mailboxId), number, page);
  const contactId = await readContactId(database, requester, query);
  const namesCustomer = customerEmail !== undefined || customerPhone !== undefined;
  if (state === "draft" || folder === null || (namesCustomer && contactId === null)) return NONE;
  const assigned = assignedOf(query, folder);
  if (assigned === null || status.statuses.length === 0) return NONE;

  const caller = within(within(requester, mailboxId), folder && [folder.mailboxId]);
  const isTrash = folder?.isTrash ?? state === "deleted";
  if (state !== undefined && isTrash !== (state === "deleted")) return NONE;
  const filter = {
    ...status,
    ...assigned,
    lifecycle: isTrash ? ("trashed" as const) : ("live" as const),
    ...(contactId !== null && { contactId }),
    ...(query.tag !== undefined && { label: query.tag.toLowerCase() }),
  };
  const scanned = scannedOf(query);
  if (scanned || !sort)
    return scanConversations(database, caller, { ...filter, ...scanned, ...at(page), order });
  return findByIndex(database, caller, { ...filter, ...indexed(assigned), sort }, page);
}

const at = ({ number, size }: WirePage) => ({ page: number, size });

async function findByIndex(
  database: Database,
  caller: Caller,
  filter: ConversationFilter,
  page: WirePage,
): Promise<Found> {
  const total = await countConversations(database, caller, filter, PAGED_ROWS_MAX);
  const cursor = await findConversationsPage(database, caller, { ...filter, ...at(page) });
  if (cursor === null) return { data: [], total };
  return { ...(await listConversations(database, caller, { ...filter, cursor, limit: page.size })), total };
}

/** The filters that no index has; null without any. */
function scannedOf(query: ListQuery): Partial<ScanFilter> | null {
  const { subject, createdSince, updatedSince, createdByUserId, createdByCustomerId, type } = query;
  const values = type?.map((word) => (word === "chat" ? null : word));
  const createdBy =
    createdByUserId !== undefined
      ? { type: "user" as const, id: createdByUserId }
      : createdByCustomerId && { type: "contact" as const, id: createdByCustomerId };
  const scanned = {
    ...(subject && { subject }),
    ...(createdSince && { createdSince }),
    ...(updatedSince && { updatedSince }),
    ...(createdBy && { createdBy }),
    ...(values && { attribute: { name: TYPE, values } }),
  };
  return Object.keys(scanned).length > 0 ? scanned : null;
}

type Assigned = { assigneeId?: number | null; isAssigned?: true };

/** Null when the query and its folder exclude each other. */
function assignedOf({ assignedTo }: ListQuery, folder: Folder | null | undefined): Assigned | null {
  const isAssigned = folder?.isAssigned;
  if (assignedTo !== undefined)
    return isAssigned === undefined || isAssigned === (assignedTo !== null)
      ? { assigneeId: assignedTo }
      : null;
  if (isAssigned === undefined) return {};
  return isAssigned ? { isAssigned } : { assigneeId: null };
}

const indexed = ({
  assigneeId,
  isAssigned,
}: Assigned): Pick<ConversationFilter, "assignee" | "assigneeId"> => {
  if (assigneeId === null) return { assignee: "unassigned", assigneeId: null };
  return isAssigned ? { assignee: "assigned" } : {};
};

/** The same caller, limited to these of their inboxes, if any are named. */
const within = (caller: Caller, inboxIds: readonly number[] | undefined): Caller => ({
  ...caller,
  ...(inboxIds && { inboxIds: inboxIds.filter((inboxId) => maySee(caller, { inboxId })) }),
});

async function readContactId(database: Database, caller: Caller, query: ListQuery): Promise<number | null> {
  if (query.customerId !== undefined) return presentCustomerId(database, caller, query.customerId);
  const { customerEmail: email = null, customerPhone: phone = null } = query;
  if (email === null && phone === null) return null;
  return (await findCustomer(database, caller, { email, phone }))?.id ?? null;
}

/** The conversation with a number, on the first page; other filters but the mailbox do not count. */
async function findNumber(
  database: Database,
  caller: Caller,
  displayId: number,
  page: WirePage,
): Promise<Found> {
  try {
    const found = await getConversation(database, caller, { displayId });
    return { data: pageOfAll([found], page), total: 1 };
  } catch (error) {
    if (isRefusal(error) && error.refusal === "conversation.not_found") return NONE;
    throw error;
  }
}
