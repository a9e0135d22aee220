import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { SPAM } from "@/server/domain/inbox/policy";
import { PAGED_ROWS_MAX } from "@/server/queries/_shared/page";
import { pageTooFar } from "@/server/queries/contacts/list-contacts-page";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";

/** These filters and orders have no index, so all rows of an account are read: refused for larger accounts. */
const SCANNED_MAX = 200_000;

/** FreeScout's clients create conversations with the subject as an attribute; e-mails have a column. */
const SUBJECT = "coalesce(subject, additional_attributes->>'subject')";

/** Orders of a scan. */
const KEYS = {
  created_at: "created_at",
  display_id: "display_id",
  inbox: "inbox_id",
  subject: `lower(${SUBJECT})`,
  updated_at: "updated_at",
  waiting_since: "waiting_since",
} as const;
export type ScanKey = keyof typeof KEYS;

export type ScanFilter = {
  statuses: readonly ConversationStatus[];
  spam?: "leave_out" | "only" | undefined;
  lifecycle: "live" | "trashed";
  updatedSince?: Date | undefined;
  createdSince?: Date | undefined;
  contactId?: number | null | undefined;
  /** A member; null = unassigned. */
  assigneeId?: number | null | undefined;
  /** Assigned to anybody. */
  isAssigned?: boolean | undefined;
  label?: string | null | undefined;
  /** A part of the subject, in any case. */
  subject?: string | undefined;
  /** The writer of the first message: a member, by themselves or with a token, or a contact. */
  createdBy?: { type: "user" | "contact"; id: number } | undefined;
  /** An attribute with one of these values; null among them = without it. */
  attribute?: { name: string; values: readonly (string | null)[] } | undefined;
};

export type Scan = ScanFilter & {
  order: { by: ScanKey; direction: "asc" | "desc" };
  /** From 1. */
  page: number;
  size: number;
};

/**
 * A numbered page of conversations by filters and orders that no index has, and how many there are, up to
 * `PAGED_ROWS_MAX` + 1. For dialects that page by number. Refuses accounts of more than 200,000 conversations.
 */
export function scanConversations(
  database: Database,
  caller: Caller,
  { page, size, order, ...filter }: Scan,
): Promise<{ data: ConversationWithContact[]; total: number }> {
  const skipped = (page - 1) * size;
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(size);
  return database.snapshot(async (db) => {
    await requireFew(db, caller);
    const found = await findIds(db, caller, { ...filter, order });
    const ids = found.slice(skipped, skipped + size);
    const data = await selectConversations(db, caller.accountId, "c.id = any($2::bigint[])", [ids]);
    const byId = new Map(data.map((one) => [one.conversation.id, one]));
    return { data: ids.flatMap((id) => byId.get(id) ?? []), total: found.length };
  });
}

async function requireFew(db: Db, caller: Caller): Promise<void> {
  const all = { ...caller, inboxIds: "all" as const };
  const live = await countConversations(db, all, { lifecycle: "live" });
  const trashed = await countConversations(db, all, { lifecycle: "trashed" });
  if (live + trashed > SCANNED_MAX)
    throw new Refusal("input.invalid", {
      detail: `this filter or order is for accounts of at most ${SCANNED_MAX} conversations; read /v1/events`,
    });
}

async function findIds(
  db: Db,
  { accountId, inboxIds }: Caller,
  { order, ...filter }: Omit<Scan, "page" | "size">,
): Promise<number[]> {
  const values: unknown[] = [accountId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [
    "account_id = $1",
    `lifecycle = ${bind(filter.lifecycle)}`,
    `status = any(${bind(filter.statuses)}::text[])`,
    ...conditionsOf(filter, bind),
  ];
  if (inboxIds !== "all") where.push(`inbox_id = any(${bind(inboxIds)}::bigint[])`);
  const { by, direction } = order;
  const rows = await db.query<{ id: number }>(
    `select id from conversation c where ${where.join(" and ")}
      order by ${KEYS[by]} ${direction} nulls last, id ${direction} limit ${PAGED_ROWS_MAX + 1}`,
    values,
  );
  return rows.map(({ id }) => id);
}

function conditionsOf(filter: ScanFilter, bind: (value: unknown) => string): string[] {
  const { updatedSince, createdSince, contactId, assigneeId, isAssigned, label, subject } = filter;
  const { spam, createdBy, attribute } = filter;
  const where: string[] = [];
  if (updatedSince) where.push(`updated_at >= ${bind(updatedSince)}`);
  if (createdSince) where.push(`created_at >= ${bind(createdSince)}`);
  if (contactId) where.push(`contact_id = ${bind(contactId)}`);
  if (assigneeId) where.push(`assignee_id = ${bind(assigneeId)}`);
  if (assigneeId === null) where.push("assignee_id is null");
  if (isAssigned) where.push("assignee_id is not null");
  if (label) where.push(`labels @> array[${bind(label)}::text]`);
  if (subject) where.push(`${SUBJECT} ilike ${bind(patternOf(subject))}`);
  if (spam)
    where.push(`(status <> 'resolved' or ${bind(spam === "only")} = (labels @> array[${bind(SPAM)}::text]))`);
  if (createdBy) where.push(writtenBy(createdBy, bind));
  if (attribute) {
    const value = `additional_attributes->>${bind(attribute.name)}`;
    const isAbsent = attribute.values.includes(null) ? `or ${value} is null` : "";
    where.push(`(${value} = any(${bind(attribute.values)}::text[]) ${isAbsent})`);
  }
  return where;
}

const patternOf = (part: string): string => `%${part.replace(/[\\%_]/g, "\\$&")}%`;

function writtenBy(
  { type, id }: NonNullable<ScanFilter["createdBy"]>,
  bind: (value: unknown) => string,
): string {
  const by = bind(id);
  const isTheirs =
    type === "contact"
      ? `m.sender_type = 'contact' and m.sender_id = ${by}`
      : `(m.sender_type = 'user' and m.sender_id = ${by} or m.sender_type = 'token'
          and m.sender_id in (select id from api_token where account_id = $1 and user_id = ${by}))`;
  return `exists (select 1 from message m
                   where m.account_id = $1 and m.conversation_id = c.id and m.number = 1 and ${isTheirs})`;
}
