import { domainToASCII } from "node:url";

/** An address as mail servers without SMTPUTF8 know it, and as they report it (RFC 5890). */
export function withAsciiDomain(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  return address.slice(0, at) + (domainToASCII(address.slice(at)) || address.slice(at));
}
