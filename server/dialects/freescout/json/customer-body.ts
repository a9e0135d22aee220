import type { ContactDto } from "@/server/contract/_shared/dto";
import { namesOf, secondOf } from "./words";

/** The attributes of the email addresses and phones for which a contact has no field. */
export const OTHER_EMAILS = "otherEmails";
export const OTHER_PHONES = "otherPhones";

type Attributed = { additionalAttributes: Readonly<Record<string, unknown>> };

export const otherEmailsOf = (contact: Attributed): string[] => textsIn(contact, OTHER_EMAILS);
export const otherPhonesOf = (contact: Attributed): string[] => textsIn(contact, OTHER_PHONES);

function textsIn({ additionalAttributes }: Attributed, name: string): string[] {
  const value = additionalAttributes[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

const workAddresses = (first: string | null, others: readonly string[]) =>
  (first === null ? others : [first, ...others]).map((value, index) => ({
    id: index + 1,
    value,
    type: "work",
  }));

/** A contact as FreeScout's customer object. */
export function customerBody(contact: ContactDto) {
  const { id, name, email, phone, createdAt, updatedAt, customAttributes } = contact;
  return {
    id,
    ...namesOf(name),
    company: textOf(customAttributes["company"]),
    jobTitle: textOf(customAttributes["jobTitle"]),
    photoType: "unknown",
    photoUrl: "",
    createdAt: secondOf(createdAt),
    updatedAt: secondOf(updatedAt),
    notes: "",
    customerFields: fieldsOf(customAttributes),
    _embedded: {
      emails: workAddresses(email, otherEmailsOf(contact)),
      phones: workAddresses(phone, otherPhonesOf(contact)),
      social_profiles: [],
      websites: [],
      address: { city: "", state: "", zip: "", country: "", address: "" },
    },
  };
}

/** Attributes as custom fields: FreeScout's have numbers too, so these count from 1 in the order of names. */
export const fieldsOf = (attributes: ContactDto["customAttributes"]) =>
  Object.keys(attributes)
    .sort()
    .map((name, index) => ({
      id: index + 1,
      name,
      value: attributes[name] ?? null,
      text: textOf(attributes[name]),
    }));

const textOf = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
