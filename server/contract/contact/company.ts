import { z } from "zod";
import { accountDto, instant } from "@/server/contract/_shared/dto";
import { name, text } from "@/server/contract/_shared/fields";
import { COMPANY_DESCRIPTION_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { COMPANY_DOMAINS_MAX, DOMAIN_PATTERN } from "@/server/domain/contact/company";

/** A company that contacts belong to. */
export const companyDto = accountDto.extend({
  /** Of its people's email addresses, in lower case. */
  domains: z.array(z.string()),
  description: z.string(),
  deletedAt: instant.nullable(),
});
export type CompanyDto = z.infer<typeof companyDto>;

const domain = z.string().trim().toLowerCase().regex(DOMAIN_PATTERN, "must be a domain like example.com");

export const updateCompanyInput = z
  .object({
    /** Unique in any case. */
    name: name(NAME_CHARS_MAX),
    domains: z.array(domain).max(COMPANY_DOMAINS_MAX),
    description: text(0, COMPANY_DESCRIPTION_CHARS_MAX),
  })
  .partial();

export const createCompanyInput = updateCompanyInput.required({ name: true });
