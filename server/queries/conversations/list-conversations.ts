import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { ContactLink } from "@/server/queries/contacts/contact-links";
import { orderOf, placeOf } from "@/server/queries/conversations/_list/sorts";
import type { Database, Db } from "@/server/store/_postgres/db";
import { selectConversations, selectOwnConversations } from "@/server/store/events/event-context";
import type { ConversationOfMember, ConversationWithContact } from "./get-conversation";
import { type ConversationFilter, sourceOf } from "./list-source";

export type ListConversations = ConversationFilter & { cursor?: string | null; limit: number };

/** Conversations in the order of `sort`; keyset on (its instant, id). Two statements, whatever the limit. */
export const listConversations = (
  database: Database,
  caller: Caller,
  input: ListConversations,
): Promise<Page<ConversationWithContact>> =>
  listPage(database, caller, input, (db, ...where) => selectConversations(db, caller.accountId, ...where));

/** The same, each with how far the caller has seen it. */
export const listOwnConversations = (
  database: Database,
  caller: Caller,
  input: ListConversations,
): Promise<Page<ConversationOfMember>> =>
  listPage(database, caller, input, (db, ...where) => selectOwnConversations(db, caller, ...where));

type Select<R> = (db: Db, where: string, values: readonly unknown[]) => Promise<R[]>;

function listPage<R extends ConversationWithContact>(
  database: Database,
  caller: Caller,
  { cursor, limit, ...filter }: ListConversations,
  select: Select<R>,
): Promise<Page<R>> {
  const position = positionOf(cursor, ["string", "number"]);
  const after = position && ([String(position[0]), Number(position[1])] as const);
  const { sql, values } = sourceOf(caller, filter, { after, limit: limit + 1 });
  const [, ...parameters] = values; // $1, the account, is added by the statement
  const where = `c.id = any (array(select page.id from ${sql} as page)) order by ${orderOf(filter)}`;

  return database.snapshot(async (db) => {
    const found = await select(db, where, parameters);
    const data = found.slice(0, limit);
    const last = data.at(-1)?.conversation;
    const nextCursor = found.length > limit && last ? formatPosition(placeOf(filter, last)) : null;
    return { data, nextCursor, asOf: await readAsOf(db, caller.accountId) };
  });
}

const NEWEST = 20;

type LinkQuery = {
  link: ContactLink;
  displayId?: number | null;
  /** Includes those in the trash, which the customer does not see. */
  withTrash?: boolean;
};

/**
 * The newest 20 conversations that began under one name of a contact in an inbox, or the one with this number. Excludes
 * the contact's others: the name is all that the customer's side proves.
 */
export const listConversationsOfLink = (
  db: Db,
  accountId: number,
  { link, displayId = null, withTrash = false }: LinkQuery,
): Promise<ConversationWithContact[]> =>
  selectConversations(
    db,
    accountId,
    `c.contact_id = $2 and c.inbox_id = $3 and c.contact_inbox_id = $4 and c.lifecycle = any($6::text[])
       and ($5::bigint is null or c.display_id = $5) order by c.id desc limit ${NEWEST}`,
    [link.contactId, link.inboxId, link.id, displayId, withTrash ? ["live", "trashed"] : ["live"]],
  );
