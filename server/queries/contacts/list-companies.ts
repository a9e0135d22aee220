import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CompanyDto } from "@/server/contract/contact/company";
import { formatPosition } from "@/server/contract/event/cursor";
import { companyDomainOf } from "@/server/domain/contact/company";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import {
  findCompany,
  findCompanyByDomain,
  listCompanies as listRows,
} from "@/server/store/contacts/companies";

/** Companies by name, all or those with a text in their name; keyset on the name. */
export function listCompanies(
  database: Database,
  caller: Caller,
  { query = null, cursor, limit }: { query?: string | null; cursor?: string | null; limit: number },
): Promise<Page<CompanyDto>> {
  const [after = null] = positionOf(cursor, ["string"]) ?? [];
  return database.snapshot(async (db) => {
    const where = { query, after: after === null ? null : String(after), limit: limit + 1 };
    const rows = await listRows(db, caller.accountId, where);
    const data = rows.slice(0, limit);
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > limit && last ? formatPosition([last.name.toLowerCase()]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** One company of the account. */
export async function getCompany(db: Db, caller: Caller, companyId: number): Promise<CompanyDto> {
  const company = await findCompany(db, caller.accountId, companyId);
  if (!company) throw new Refusal("company.not_found");
  return company;
}

/** The company whose domain an e-mail address has, or null; public mail providers say nothing of a company. */
export async function suggestCompany(db: Db, caller: Caller, email: string): Promise<CompanyDto | null> {
  const domain = companyDomainOf(email);
  return domain === null ? null : findCompanyByDomain(db, caller.accountId, domain);
}
