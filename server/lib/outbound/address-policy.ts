import { BlockList, isIP, isIPv4 } from "node:net";
import { LRUCache } from "lru-cache";

/**
 * Networks that nobody outside can own: private, reserved, or another address in disguise.
 * Source: IANA's special-purpose registries; 168.63.129.16 is Azure's host agent.
 */
const REFUSED_V4 = [
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
] as const;
const REFUSED_V6 = [
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
] as const;

/** Answers that are remembered: judging one takes as long as a signature, and each POST asks three times. */
const KNOWN_MAX = 1_000;

/** Decides which addresses we may connect to. */
export type AddressPolicy = {
  /** The network to allow, if connecting to this address is refused; null when it may be connected to. */
  refusedNetwork(address: string): string | null;
};

const refusedV4 = listOf(REFUSED_V4);
const refusedV6 = listOf(REFUSED_V6);

/** Refuses what is private or reserved, except what lies in `allowed` (`10.0.3.0/24`). */
export function createAddressPolicy(allowed: readonly string[]): AddressPolicy {
  const allowedV4 = listOf(allowed.filter(isV4Network));
  const allowedV6 = listOf(allowed.filter((network) => !isV4Network(network)));
  const known = new LRUCache<string, { network: string | null }>({
    max: KNOWN_MAX,
    memoMethod: (address) => ({ network: judge(address) }),
  });
  return { refusedNetwork: (address) => known.memo(address).network };

  function judge(given: string): string | null {
    const address = embeddedV4(given) ?? given;
    switch (isIP(address)) {
      case 4:
        if (!refusedV4.check(address, "ipv4") || allowedV4.check(address, "ipv4")) return null;
        return `${address}/32`;
      case 6:
        if (!refusedV6.check(address, "ipv6") || allowedV6.check(address, "ipv6")) return null;
        return `${address.replace(/%.*$/, "")}/128`;
      default:
        return given; // no address at all
    }
  }
}

/** Of `::ffff:7f00:1` and `::ffff:127.0.0.1` the IPv4 address that is meant; null for every other. */
function embeddedV4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const canonical = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return null;
  const [high, low] = [mapped[1], mapped[2]].map((part) => Number.parseInt(part ?? "", 16));
  return high === undefined || low === undefined
    ? null
    : [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function isV4Network(network: string): boolean {
  return isIPv4(network.split("/")[0] ?? "");
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    list.addSubnet(address, Number(bits), isV4Network(network) ? "ipv4" : "ipv6");
  }
  return list;
}
