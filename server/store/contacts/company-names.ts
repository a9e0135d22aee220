import type { CompanyDto } from "@/server/contract/contact/company";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { COMPANY_COLUMNS, type CompanyRow } from "@/server/store/generated/rows";
import { toCompanyDto } from "./companies";

type ListCompanies = { query: string | null; after: string | null; limit: number };

/**
 * Companies by name, of those with `query` in the name; after the name `after` in lower case. Index: company_name, of which a
 * search reads all entries: their number is limited.
 */
export async function listCompanies(
  db: Db,
  accountId: number,
  { query, after, limit }: ListCompanies,
): Promise<CompanyDto[]> {
  const rows = await db.query<CompanyRow>(
    `select ${select(COMPANY_COLUMNS, "c")} from company c
      where c.account_id = $1 and c.deleted_at is null and ($2::text is null or lower(c.name) > $2)
        and ($3::text is null or strpos(lower(c.name), lower($3)) > 0)
      order by lower(c.name) limit $4`,
    [accountId, after, query, limit],
  );
  return rows.map(toCompanyDto);
}

/** The ids of companies with these names in any case, by the name in lower case. Index: company_name. */
export async function findCompaniesByName(tx: Tx, names: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: number; key: string }>(
    `select c.id, lower(c.name) as key from company c
      where c.account_id = $1 and c.deleted_at is null and lower(c.name) = any($2::text[])`,
    [tx.caller.accountId, names.map((one) => one.toLowerCase())],
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** Contacts of a company, merged ones too, at most `limit` in ascending order of id. Index: contact_company. */
export async function listContactsOfCompany(tx: Tx, companyId: number, limit: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    "select id from contact where account_id = $1 and company_id = $2 order by id limit $3",
    [tx.caller.accountId, companyId, limit],
  );
  return rows.map(({ id }) => id);
}
