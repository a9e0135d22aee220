import { Refusal } from "@/server/contract/_shared/refusal";
import { shareCompany } from "@/server/store/contacts/companies";
import type { Tx } from "@/server/store/events/tx";

/** Refuses a company that does not exist; it cannot be deleted before the transaction ends. */
export async function requireCompany(tx: Tx, companyId: number | null | undefined): Promise<void> {
  if (companyId != null && !(await shareCompany(tx, companyId)))
    throw new Refusal("company.not_found", { field: "companyId" });
}
