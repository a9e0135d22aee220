import { COMPANY_DOMAINS_MAX, DOMAIN_PATTERN } from "@/server/contract/contact/company-constants";

/** The domains typed one a line, in lower case, without repetitions; null where one is no domain, or there are too many. */
export function domainsFrom(text: string): string[] | null {
  const typed = text
    .split(/[\s,;]+/)
    .map((one) => one.trim().toLowerCase().replace(/^@/, ""))
    .filter((one) => one !== "");
  const domains = [...new Set(typed)];
  return domains.length <= COMPANY_DOMAINS_MAX && domains.every((one) => DOMAIN_PATTERN.test(one))
    ? domains
    : null;
}
