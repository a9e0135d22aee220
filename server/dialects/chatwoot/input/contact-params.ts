import type { ContactDto } from "@/server/contract/_shared/dto";
import {
  ATTRIBUTE_NAME_CHARS_MAX,
  ATTRIBUTES_REMOVED_MAX,
  EMAIL_CHARS_MAX,
  NAME_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { EMAIL_PATTERN, PHONE_PATTERN } from "@/server/contract/contact/constants";
import { invalid } from "@/server/dialects/chatwoot/errors";
import type { Attributes, Params } from "./params";

/** A contact's fields in a request; absent ones have no key. */
export type ContactParams = Partial<Pick<ContactDto, "email" | "phone" | "identifier" | "isBlocked">> & {
  name?: string;
  customAttributes?: Attributes;
  additionalAttributes?: Attributes;
};

/** Reads and checks a contact's fields; refuses as Chatwoot's validations do. */
export function readContact(params: Params): ContactParams {
  const name = params.text("name", NAME_CHARS_MAX);
  const email = params.text("email", EMAIL_CHARS_MAX);
  const phone = params.text("phone_number");
  const identifier = params.text("identifier", NAME_CHARS_MAX);
  if (email && !EMAIL_PATTERN.test(email)) throw invalid("email", "Invalid email");
  if (phone && !PHONE_PATTERN.test(phone)) throw invalid("phone_number", "should be in e164 format");
  return present({
    name: name === null ? "" : name,
    email,
    phone,
    identifier,
    isBlocked: params.flag("blocked"),
    customAttributes: params.object("custom_attributes"),
    additionalAttributes: params.object("additional_attributes"),
  });
}

/** The names of custom attributes to remove, of a contact or a conversation. */
export function readAttributeNames(params: Params): string[] {
  const names = params.list("custom_attributes", ATTRIBUTE_NAME_CHARS_MAX);
  if (!names?.length) throw invalid("custom_attributes", "can't be blank");
  if (names.length > ATTRIBUTES_REMOVED_MAX)
    throw invalid("custom_attributes", `are too many (maximum is ${ATTRIBUTES_REMOVED_MAX})`);
  return names;
}

/** A new contact's name: the given one, else another known field. */
export const nameOf = (contact: ContactParams): string =>
  contact.name || contact.phone || contact.email || contact.identifier || "";

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without keys whose value is `undefined`. */
export const present = <T extends object>(object: T): Present<T> =>
  // Dropping the undefined ones matches the type; Object.fromEntries loses the keys.
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
