import ipaddr from "ipaddr.js";
import { parseAddress } from "./parse-address";

/** Groups of an IPv6 address that a provider gives to one customer: a /64. */
const CUSTOMER_GROUPS = 4;

/**
 * The network of one internet customer: an IPv4 address itself, or the /64 of an IPv6 address, whose other half is freely
 * chosen. Any other text stays as it is.
 */
export function networkOf(address: string): string {
  const parsed = parseAddress(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed?.toString() ?? address;
  const groups = parsed.parts.slice(0, CUSTOMER_GROUPS);
  return `${groups.map((group) => group.toString(16)).join(":")}::/64`;
}
