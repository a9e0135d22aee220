import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { PHONE_PATTERN } from "@/server/contract/contact/constants";
import { isInternational } from "@/server/dialects/freescout/input/customer-params";
import { findContactBy } from "@/server/queries/contacts/find-contact-by";

/** The identifier by which a customer is found who has no phone with a country code. */
export const localIdentifier = (digits: string): string => `tel:${digits}`;

type Reached = { email?: string | null | undefined; phone?: string | null | undefined };

/**
 * The customer with this e-mail address, or else this phone: with its country code, also written without the plus; or, if it has
 * none, as it was given.
 */
export async function findCustomer(
  db: Parameters<typeof findContactBy>[0],
  caller: Caller,
  { email = null, phone = null }: Reached,
): Promise<ContactDto | null> {
  if (phone === null || isInternational(phone)) return findContactBy(db, caller, { email, phone });
  const withPlus = `+${phone}`;
  const known = PHONE_PATTERN.test(withPlus) ? withPlus : null;
  return (
    (await findContactBy(db, caller, { email, phone: known })) ??
    findContactBy(db, caller, { identifier: localIdentifier(phone) })
  );
}
