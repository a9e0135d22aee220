import { Refusal } from "@/server/contract/_shared/refusal";
import { COMPANIES_MAX } from "@/server/domain/contact/company";
import { countCompanies, findCompaniesByName, insertCompany } from "@/server/store/contacts/companies";
import type { Tx } from "@/server/store/events/tx";

/** Stands for a company that a trial does not create. */
const NOT_CREATED = 0;

/**
 * Returns the id of the company with a name, in any case, of some that are known before; it is created where there is none. Refuses
 * more companies than an account can have.
 */
export async function openCompaniesByName(
  tx: Tx,
  names: readonly string[],
  { dryRun }: { dryRun: boolean },
): Promise<(name: string | null) => Promise<number | null>> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const found = wanted.size === 0 ? new Map<string, number>() : await findCompaniesByName(tx, [...wanted]);
  const missing = wanted.size - found.size;
  if (missing > 0 && (await countCompanies(tx, COMPANIES_MAX)) + missing > COMPANIES_MAX)
    throw new Refusal("company.too_many");
  return async (name) => {
    if (name === null) return null;
    const known = found.get(name.toLowerCase());
    if (known !== undefined) return known;
    if (dryRun) return NOT_CREATED;
    const { id } = await insertCompany(tx, { name, domains: [], description: "" });
    found.set(name.toLowerCase(), id);
    return id;
  };
}
