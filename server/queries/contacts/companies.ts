import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CompanyDto } from "@/server/contract/contact/company";
import { formatPosition } from "@/server/contract/event/cursor";
import { companyDomainOf } from "@/server/domain/contact/company";
import { idOf, type Page, pageById, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { findCompanyByDomain } from "@/server/store/contacts/companies";
import { findCompany, listCompanies as listRows } from "@/server/store/contacts/company-names";
import { selectConversations } from "@/server/store/events/event-context";

/** Companies by name that the caller reaches, all or those with a text in their name; keyset on the name of a company. */
export function listCompanies(
  database: Database,
  caller: Caller,
  { query = null, cursor, limit }: { query?: string | null; cursor?: string | null; limit: number },
): Promise<Page<CompanyDto>> {
  const after = idOf(cursor);
  return atReplica(database).snapshot(async (db) => {
    const rows = await listRows(db, caller, { query, after, limit: limit + 1 });
    return pageById(rows, limit, await readAsOf(db, caller.accountId));
  });
}

/** One company of the account that the caller reaches. */
export async function getCompany(db: Db, caller: Caller, companyId: number): Promise<CompanyDto> {
  const company = await findCompany(db, caller, companyId);
  if (!company) throw new Refusal("company.not_found");
  return company;
}

/** The company whose domain an email address has, or null; public mail providers say nothing of a company. */
export async function suggestCompany(db: Db, caller: Caller, email: string): Promise<CompanyDto | null> {
  const domain = companyDomainOf(email);
  return domain === null ? null : findCompanyByDomain(db, caller.accountId, domain);
}

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
  return atReplica(database).snapshot(async (db) => {
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
