import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * The address in a text, an IPv4-mapped one as IPv4; null if it is not an address. Zones are removed. An IPv6 address is
 * first rewritten in hexadecimal: `ipaddr.js` reads `::192.0.2.1` as `::ffff:192.0.2.1`.
 */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (isIP(text) === 4) return ipaddr.IPv4.parse(text);
  if (isIP(text) !== 6) return null;
  return ipaddr.process(new URL(`http://[${text.split("%")[0]}]`).hostname.slice(1, -1));
}
