import type { Caller } from "@/server/contract/_shared/caller";
import type { CompanyDto } from "@/server/contract/contact/company";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { COMPANY_COLUMNS, type CompanyRow, toCompanyFields } from "@/server/store/generated/rows";
import { isInScope, valuesOfScope } from "./contact-scope";

/** SQL: whether a scope has the company `c`: the token created it, or it has one of its contacts. Index: contact_company. */
const companyInScope = (at: { inboxIds: string; tokenId: string }): string =>
  `(${at.tokenId}::bigint is null or c.created_by_token_id = ${at.tokenId} or exists (
     select 1 from contact p
      where p.account_id = $1 and p.company_id = c.id and p.merged_into_id is null and ${isInScope("p", at)} offset 0))`;

type Reach = Pick<Caller, "accountId" | "contactScope">;

/** One company that is not deleted and that the caller reaches, or null. */
export async function findCompany(
  db: Db,
  { accountId, contactScope }: Reach,
  companyId: number,
): Promise<CompanyDto | null> {
  const [row] = await db.query<CompanyRow>(
    `select ${select(COMPANY_COLUMNS, "c")} from company c
      where c.account_id = $1 and c.id = $2 and c.deleted_at is null
        and ${companyInScope({ inboxIds: "$3", tokenId: "$4" })}`,
    [accountId, companyId, ...valuesOfScope(contactScope)],
  );
  return row ? toCompanyFields(row) : null;
}

/** `after`: the id of a company, deleted or not. */
type ListCompanies = { query: string | null; after: number | null; limit: number };

/**
 * Companies by name, of those that the caller reaches with `query` in the name; after the name of `after`. Index: company_name, of which a
 * search reads all entries: their number is limited.
 */
export async function listCompanies(
  db: Db,
  { accountId, contactScope }: Reach,
  { query, after, limit }: ListCompanies,
): Promise<CompanyDto[]> {
  const rows = await db.query<CompanyRow>(
    `select ${select(COMPANY_COLUMNS, "c")} from company c
      where c.account_id = $1 and c.deleted_at is null and ($2::bigint is null or lower(c.name) > (
          select lower(l.name) from company l where l.account_id = $1 and l.id = $2))
        and ($3::text is null or strpos(lower(c.name), lower($3)) > 0)
        and ${companyInScope({ inboxIds: "$5", tokenId: "$6" })}
      order by lower(c.name) limit $4`,
    [accountId, after, query, limit, ...valuesOfScope(contactScope)],
  );
  return rows.map(toCompanyFields);
}

/** `key`: the name in lower case, as Postgres writes it; companies with one key are the same. `id`: null = there is none. */
export type CompanyName = { name: string; key: string; id: number | null };

/** The companies with these names in any case, by these names. Index: company_name. */
export async function findCompaniesByName(
  tx: Tx,
  names: readonly string[],
): Promise<ReadonlyMap<string, CompanyName>> {
  const rows = await tx.query<CompanyName>(
    `select g.name, lower(g.name) as key, c.id from unnest($2::text[]) as g (name)
       left join company c on c.account_id = $1 and c.deleted_at is null and lower(c.name) = lower(g.name)`,
    [tx.caller.accountId, names],
  );
  return new Map(rows.map((row) => [row.name, row]));
}
