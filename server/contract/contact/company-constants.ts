export { COMPANY_DOMAINS_MAX, DOMAIN_PATTERN } from "@/server/domain/contact/company";
