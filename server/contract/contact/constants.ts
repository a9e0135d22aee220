/** Characters of an import file; the request with it stays below the body limit. */
export const IMPORT_CHARS_MAX = 500_000;

/** Of an email address. */
export const EMAIL_PATTERN = /^[^\s@]+@[^\s@]+$/;
/** Of a phone number, as E.164 has it. */
export const PHONE_PATTERN = /^\+[1-9]\d{1,14}$/;

export { COMPANY_DOMAINS_MAX, DOMAIN_PATTERN } from "@/server/domain/contact/company";
