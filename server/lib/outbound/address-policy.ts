import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";
import { parseAddress } from "@/server/lib/web/base-url";

/**
 * Networks that are not public: private, reserved, or another address in disguise.
 * Source: IANA's special-purpose registries; 168.63.129.16 is Azure's host agent.
 */
const REFUSED = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96", // unspecified, loopback, and IPv4-compatible
  "::ffff:0:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
].map((network) => ipaddr.parseCIDR(network));

/** Cached answers: a check takes as long as a signature, and each POST makes three. */
const KNOWN_MAX = 1_000;

/** Decides which addresses Tickline may connect to. */
export type AddressPolicy = {
  /** The environment variable that allows more networks. */
  allowedBy: string;
  /** The network to allow if this address is refused; null if connecting is allowed. */
  refusedNetwork(address: string): string | null;
};

/** Refuses private and reserved addresses, except those in `allowed` (`10.0.3.0/24`), which come from the variable `allowedBy`. */
export function createAddressPolicy(
  allowed: readonly string[],
  allowedBy = "WEBHOOK_ALLOW_CIDRS",
): AddressPolicy {
  const allowedNetworks = allowed.map(readNetwork);
  const known = new LRUCache<string, { network: string | null }>({
    max: KNOWN_MAX,
    memoMethod: (address) => ({ network: findRefusedNetwork(address) }),
  });
  return { allowedBy, refusedNetwork: (address) => known.memo(address).network };

  function findRefusedNetwork(given: string): string | null {
    const address = parseAddress(given);
    if (address === null) return given; // not an address
    if (!liesIn(REFUSED, address) || liesIn(allowedNetworks, address)) return null;
    return `${address}/${address.kind() === "ipv4" ? 32 : 128}`;
  }
}

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** The bits before the IPv4 address in one that is written as IPv6. */
const MAPPED_BITS = 96;

/** A network of IPv4-mapped addresses as one of IPv4: addresses are compared as IPv4 too. */
function readNetwork(text: string): Network {
  const [address, bits] = ipaddr.parseCIDR(text);
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= MAPPED_BITS
    ? [address.toIPv4Address(), bits - MAPPED_BITS]
    : [address, bits];
}

const liesIn = (networks: readonly Network[], address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  networks.some((network) => network[0].kind() === address.kind() && address.match(network));
