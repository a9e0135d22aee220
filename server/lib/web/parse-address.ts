import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * The address that a text says, of an IPv4-mapped one the IPv4 address that is meant; null when it is none. Zones are
 * left out. An IPv6 address is written in hexadecimal first: `ipaddr.js` takes `::192.0.2.1` for `::ffff:192.0.2.1`.
 */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (isIP(text) === 4) return ipaddr.IPv4.parse(text);
  if (isIP(text) !== 6) return null;
  return ipaddr.process(new URL(`http://[${text.replace(/%.*$/, "")}]`).hostname.slice(1, -1));
}
