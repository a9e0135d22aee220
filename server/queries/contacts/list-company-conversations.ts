import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import type { Database } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";
import { getCompany } from "./list-companies";

/** The most contacts of a company whose conversations are read: those that were created last. */
const CONTACTS_READ_MAX = 1_000;

/**
 * The conversations of a company's contacts in the caller's inboxes, the last opened first; keyset on id. Reads at most `limit` of
 * each contact. Indexes: contact_company, conversation_by_contact.
 */
export function listCompanyConversations(
  database: Database,
  caller: Caller,
  { companyId, cursor, limit }: { companyId: number; cursor?: string | null; limit: number },
): Promise<Page<ConversationWithContact>> {
  const [before = Number.MAX_SAFE_INTEGER] = positionOf(cursor, ["number"]) ?? [];
  const inboxIds = caller.inboxIds === "all" ? null : caller.inboxIds;
  return database.snapshot(async (db) => {
    const { id } = await getCompany(db, caller, companyId);
    const found = await selectConversations(db, caller.accountId, OF_COMPANY, [
      id,
      before,
      limit + 1,
      inboxIds,
    ]);
    const data = found.slice(0, limit);
    const last = data.at(-1)?.conversation;
    return {
      data,
      nextCursor: found.length > limit && last ? formatPosition([last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

const OF_COMPANY = `c.id = any(array(
    select v.id
      from (select id from contact where account_id = $1 and company_id = $2 and merged_into_id is null
             order by id desc limit ${CONTACTS_READ_MAX}) as person
     cross join lateral (
       select id from conversation
        where account_id = $1 and contact_id = person.id and lifecycle = 'live' and id < $3
          and ($5::bigint[] is null or inbox_id = any($5::bigint[]))
        order by id desc limit $4) as v
     order by v.id desc limit $4))
  order by c.id desc`;
