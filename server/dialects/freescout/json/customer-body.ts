import type { ContactDto } from "@/server/contract/_shared/dto";
import { namesOf, secondOf } from "./words";

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
      emails: email === null ? [] : [{ id, value: email, type: "work" }],
      phones: phone === null ? [] : [{ id, value: phone, type: "work" }],
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
