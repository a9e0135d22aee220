import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { PHONE_PATTERN } from "@/server/contract/contact/constants";
import { isInternational } from "@/server/dialects/freescout/input/customer-params";
import { findContactBy } from "@/server/queries/contacts/find-contacts";
import { listContactsPage } from "@/server/queries/contacts/list-contacts-page";

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

/** The digits of a phone by which others are found that contain them; fewer would find half of a country. */
const PART_DIGITS_MIN = 7;
/** Customers of one answer to a part of a phone. */
const PART_CUSTOMERS_MAX = 50;

/**
 * The customers with this phone, or else, as FreeScout compares digits, those whose phone contains them: the newest 50.
 * Only for lists: a message never goes to somebody who was found by a part.
 */
export async function listByPhone(
  db: Parameters<typeof findContactBy>[0],
  caller: Caller,
  phone: string,
): Promise<ContactDto[]> {
  const exact = await findCustomer(db, caller, { phone });
  if (exact) return [exact];
  if (isInternational(phone) || phone.length < PART_DIGITS_MIN) return [];
  const wanted = { query: phone, page: 1, size: PART_CUSTOMERS_MAX };
  const { contacts } = await listContactsPage(db, caller, wanted);
  return contacts.filter((contact) => contact.phone?.includes(phone));
}
