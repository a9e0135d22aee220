import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import { asOfHead, type Page, positionOf } from "@/server/queries/_shared/page";
import type { ContactLink } from "@/server/queries/contacts/contact-links";
import { SORTS } from "@/server/queries/conversations/_list/sorts";
import type { Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { type ListedTexts, listConversationTexts } from "@/server/store/conversations/conversation-texts";
import { selectConversations } from "@/server/store/events/event-context";
import type { ConversationOfMember, ConversationWithContact } from "./get-conversation";
import { type ConversationFilter, sourceOf } from "./list-source";

export type ListConversations = ConversationFilter & { cursor?: string | null; limit: number };

/** Conversations in the order of `sort`; keyset on (its instant, id). One statement, whatever the limit. */
export async function listConversations(
  db: Db,
  caller: Caller,
  input: ListConversations,
): Promise<Page<ConversationWithContact>> {
  const { data, ...page } = await listTexts(db, caller, input);
  return { ...page, data: data.map(parse) };
}

/** The same, each with how far the caller has seen it. */
export async function listOwnConversations(
  db: Db,
  caller: Caller,
  input: ListConversations,
): Promise<Page<ConversationOfMember>> {
  const { data, ...page } = await listTexts(db, caller, input, caller.userId);
  return { ...page, data: data.map(({ seen = null, ...row }) => ({ ...parse(row), seen })) };
}

const parse = ({ conversation, contact }: Pick<ListedTexts, "conversation" | "contact">) => ({
  conversation: conversation.parse(),
  contact: contact.parse(),
});

/** The same page as JSON that Postgres has written. `userId`: with this member's marks. */
export async function listTexts(
  db: Db,
  caller: Caller,
  { cursor, limit, ...filter }: ListConversations,
  userId?: number | null,
): Promise<Page<ListedTexts>> {
  const position = positionOf(cursor, ["string", "number"]);
  const after = position && ([String(position[0]), Number(position[1])] as const);
  const { sql, values } = sourceOf(caller, filter, { after, limit: limit + 1 });
  const [, ...parameters] = values; // $1, the account, is added by the statement
  const { key, direction } = SORTS[filter.sort ?? "last_activity"];
  const { head, found } = await listConversationTexts(
    atReplica(db),
    { accountId: caller.accountId, ...(userId !== undefined && { userId }) },
    { ids: `select page.id from ${sql} as page`, values: parameters, key, direction },
  );
  const data = found.slice(0, limit);
  const last = found.length > limit ? data.at(-1) : undefined;
  const nextCursor = last ? formatPosition([last.at.toISOString(), last.id]) : null;
  return { data, nextCursor, asOf: asOfHead(head) };
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
    atReplica(db),
    accountId,
    `c.contact_id = $2 and c.inbox_id = $3 and c.contact_inbox_id = $4 and c.lifecycle = any($6::text[])
       and ($5::bigint is null or c.display_id = $5) order by c.id desc limit ${NEWEST}`,
    [link.contactId, link.inboxId, link.id, displayId, withTrash ? ["live", "trashed"] : ["live"]],
  );
