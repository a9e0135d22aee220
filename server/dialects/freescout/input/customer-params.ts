import { z } from "zod";
import { EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { EMAIL_PATTERN, PHONE_PATTERN } from "@/server/contract/contact/constants";
import {
  OTHER_EMAILS,
  OTHER_PHONES,
  otherEmailsOf,
  otherPhonesOf,
} from "@/server/dialects/freescout/json/customer-body";
import { ADDRESSES_MAX, COMPANY_CHARS_MAX, FIRST_NAME_CHARS_MAX, PHONE_CHARS_MAX } from "./limits";
import { given, text } from "./read-input";

/** As in Tickline's contacts. */
export const email = text(EMAIL_CHARS_MAX).regex(EMAIL_PATTERN, "must be an email address");

const LOCAL = /^\d{3,20}$/;

/** `(0)` is dialled within the country only: behind a country code it is no part of the number. */
const withoutTrunkZero = (value: string): string =>
  /^\s*(\+|00)/.test(value) ? value.replace("(0)", "") : value;

/** A phone without its separators: `+491701234567` with a country code, also if that begins with 00; else digits. */
export const phone = text(PHONE_CHARS_MAX)
  .transform((value) =>
    withoutTrunkZero(value)
      .replace(/[\s().\-/]/g, "")
      .replace(/^00/, "+"),
  )
  .refine((value) => PHONE_PATTERN.test(value) || LOCAL.test(value), "must be a phone number");

export const isInternational = (number: string): boolean => number.startsWith("+");

export const names = {
  firstName: given(text(FIRST_NAME_CHARS_MAX)),
  lastName: given(text(FIRST_NAME_CHARS_MAX)),
};

/** An address alone, or with its kind. */
const listOf = (address: z.ZodType<string>) =>
  z
    .array(z.union([address, z.object({ value: address }).transform(({ value }) => value)]))
    .max(ADDRESSES_MAX, `must be at most ${ADDRESSES_MAX}`);

/** A customer in a request. */
export const customerBody = z.object({
  ...names,
  company: given(text(COMPANY_CHARS_MAX)),
  jobTitle: given(text(COMPANY_CHARS_MAX)),
  email: given(email),
  emails: given(listOf(email)),
  emails_add: given(listOf(email)),
  phone: given(phone),
  phones: given(listOf(phone)),
});

export type CustomerBody = z.infer<typeof customerBody>;

/** The customer's fields that a body changes. */
type Now = {
  name: string;
  email: string | null;
  phone: string | null;
  additionalAttributes: Readonly<Record<string, unknown>>;
};
type Changed = {
  name?: string;
  email?: string | null;
  phone?: string | null;
  /** What a contact has no field for. */
  additionalAttributes?: Record<string, string[]>;
};

/** Company and job title as attributes, under their displayed names. */
export const attributesOf = ({ company, jobTitle }: CustomerBody): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ company, jobTitle }).filter((one): one is [string, string] => one[1] !== undefined),
  );

/**
 * The contact's fields in a body. `emails` and `phones` replace, `emails_add` adds and is ignored beside `emails`. A
 * contact has one email address and one phone with its country; others are kept as attributes.
 */
export function readCustomer(body: CustomerBody, now: Now): Changed {
  const { firstName, lastName } = body;
  const [was = "", ...others] = now.name.split(" ");
  const name = `${firstName ?? was} ${lastName ?? others.join(" ")}`.trim();
  const emails = emailsIn(body, now);
  const phones = phonesIn(body, now);
  const main = phones?.find(isInternational);
  const additionalAttributes = {
    ...(emails && rest(OTHER_EMAILS, emails.slice(1), now)),
    ...(phones &&
      rest(
        OTHER_PHONES,
        phones.filter((one) => one !== main),
        now,
      )),
  };
  return {
    ...(firstName !== undefined || lastName !== undefined ? { name } : {}),
    ...(emails && { email: emails[0] ?? null }),
    ...(phones && { phone: main ?? null }),
    ...(Object.keys(additionalAttributes).length > 0 && { additionalAttributes }),
  };
}

/** Nothing where there is nothing, before and after. */
const rest = (name: string, values: string[], { additionalAttributes }: Now) =>
  values.length > 0 || name in additionalAttributes ? { [name]: values } : {};

/** All email addresses after the change, the first one first; undefined = unchanged. */
function emailsIn({ email: one, emails, emails_add: added }: CustomerBody, now: Now): string[] | undefined {
  const current = [...(now.email === null ? [] : [now.email]), ...otherEmailsOf(now)];
  if (emails) return distinct(one === undefined ? emails : [one, ...emails]);
  if (one === undefined && !added) return undefined;
  return distinct([...(one === undefined ? current : [one, ...current.slice(1)]), ...(added ?? [])]);
}

function phonesIn({ phone: one, phones }: CustomerBody, now: Now): string[] | undefined {
  if (phones) return distinct(one === undefined ? phones : [one, ...phones]);
  return one === undefined ? undefined : distinct([one, ...otherPhonesOf(now)]);
}

function distinct(all: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const one of all) if (!byKey.has(one.toLowerCase())) byKey.set(one.toLowerCase(), one);
  return [...byKey.values()];
}
