import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CompanyDto } from "@/server/contract/contact/company";
import { COMPANIES_MAX } from "@/server/domain/contact/company";
import {
  type CompanyFields,
  countCompanies,
  insertCompany,
  listContactsOfCompany,
  lockCompany,
  lockUnreleased,
  markReleased,
  saveCompany,
  toCompanyDto,
} from "@/server/store/contacts/companies";
import { lockContacts, saveContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import type { CompanyRow } from "@/server/store/generated/rows";

type Given = { [F in keyof CompanyFields]?: CompanyFields[F] | undefined };

/** Creates a company; refuses a name that another has, in any case. */
export async function createCompany(
  tx: Tx,
  { name, domains = [], description = "" }: Given & { name: string },
): Promise<CompanyDto> {
  if ((await countCompanies(tx, COMPANIES_MAX)) === COMPANIES_MAX) throw new Refusal("company.too_many");
  return toCompanyDto(await insertCompany(tx, { name, domains: unique(domains), description }));
}

/** Changes a company's name, domains or description. */
export async function updateCompany(
  tx: Tx,
  { companyId, name, domains, description }: Given & { companyId: number },
): Promise<CompanyDto> {
  const before = await lock(tx, companyId);
  const after = {
    name: name ?? before.name,
    domains: unique(domains ?? before.domains),
    description: description ?? before.description,
  };
  return toCompanyDto(await saveCompany(tx, before, after));
}

/** Deletes a company; the worker removes it from its contacts, which stay. Administrators only. */
export async function deleteCompany(tx: Tx, { companyId }: { companyId: number }): Promise<CompanyDto> {
  requireAdministrator(tx.caller);
  return toCompanyDto(await saveCompany(tx, await lock(tx, companyId), { deletedAt: tx.now }));
}

/** The most contacts per transaction. */
const RELEASE_BATCH = 100;

/**
 * Removes a deleted company from its next contacts, merged ones included. `isDone` when none remain. Null if there is nothing to
 * do or another process has the lock.
 */
export async function releaseCompany(
  tx: Tx,
  { companyId }: { companyId: number },
): Promise<{ isDone: boolean } | null> {
  if (!(await lockUnreleased(tx, companyId))) return null;
  const ids = await listContactsOfCompany(tx, companyId, RELEASE_BATCH);
  const locked = ids.length === 0 ? [] : await lockContacts(tx, ids);
  const named = locked.filter((contact) => contact.companyId === companyId);
  for (const before of named) await saveContact(tx, before, { companyId: null });
  // From one that lost the company meanwhile, a merge may have moved it to another contact.
  const isDone = ids.length < RELEASE_BATCH && named.length === ids.length;
  if (isDone) await markReleased(tx, companyId);
  return { isDone };
}

const unique = (domains: readonly string[]): string[] => [...new Set(domains)];

async function lock(tx: Tx, companyId: number): Promise<CompanyRow> {
  const found = await lockCompany(tx, companyId);
  if (!found) throw new Refusal("company.not_found");
  return found;
}
