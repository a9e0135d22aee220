import { z } from "zod";
import { EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { EMAIL_PATTERN, PHONE_PATTERN } from "@/server/contract/contact/inputs";
import { invalid } from "@/server/dialects/freescout/errors";
import { COMPANY_CHARS_MAX, FIRST_NAME_CHARS_MAX } from "./limits";
import { given, text } from "./read-input";

/** As in Tickline's contacts. */
export const email = text(EMAIL_CHARS_MAX).regex(EMAIL_PATTERN, "must be an e-mail address");

/** With the country code: +49 170 1234567, also with dashes, brackets and a leading 00. */
export const phone = text(40)
  .transform((value) => value.replace(/[\s().\-/]/g, "").replace(/^00/, "+"))
  .pipe(z.string().regex(PHONE_PATTERN, "must be like +491701234567"));

export const names = {
  firstName: given(text(FIRST_NAME_CHARS_MAX)),
  lastName: given(text(FIRST_NAME_CHARS_MAX)),
};

const ONE = "only one is kept";

/** An address alone, or with its kind. */
const emails = z
  .array(z.union([email, z.object({ value: email }).transform(({ value }) => value)]))
  .max(1, ONE);
const phones = z
  .array(z.union([phone, z.object({ value: phone }).transform(({ value }) => value)]))
  .max(1, ONE);

/** A customer in a request. */
export const customerBody = z.object({
  ...names,
  company: given(text(COMPANY_CHARS_MAX)),
  jobTitle: given(text(COMPANY_CHARS_MAX)),
  email: given(email),
  emails: given(emails),
  emails_add: given(emails),
  phone: given(phone),
  phones: given(phones),
});

export type CustomerBody = z.infer<typeof customerBody>;

type Now = { name: string; email: string | null };
type Named = { name?: string; email?: string | null; phone?: string | null };

/** Company and job title as attributes, under their displayed names. */
export const attributesOf = ({ company, jobTitle }: CustomerBody): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ company, jobTitle }).filter((one): one is [string, string] => one[1] !== undefined),
  );

/** The contact's fields in a body; `emails` replaces, `emails_add` counts only without an e-mail address. */
export function readCustomer(body: CustomerBody, now: Now): Named {
  const { firstName, lastName, emails, emails_add: added, phones } = body;
  const [was = "", ...others] = now.name.split(" ");
  const name = `${firstName ?? was} ${lastName ?? others.join(" ")}`.trim();
  const replaced = body.email ?? (emails && (emails[0] ?? null));
  const more = added?.[0];
  if (replaced === undefined && more !== undefined && now.email !== null && !isSame(more, now.email))
    throw invalid({ path: "emails_add", message: ONE, rejectedValue: more });
  const address = replaced === undefined ? more : replaced;
  const number = body.phone ?? (phones && (phones[0] ?? null));
  return {
    ...(firstName !== undefined || lastName !== undefined ? { name } : {}),
    ...(address === undefined ? {} : { email: address }),
    ...(number === undefined ? {} : { phone: number }),
  };
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
