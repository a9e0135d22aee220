import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { createTtlCache } from "@/server/lib/async/ttl-cache";
import { log } from "@/server/lib/process/log";
import { shared } from "@/server/lib/shared";
import { type AddressPolicy, createAddressPolicy } from "./address-policy";
import { isOutboundOff } from "./outbound-pause";

const slot = () => shared("outbound", (): { policy: AddressPolicy } => ({ policy: createAddressPolicy([]) }));

/** Called once by the composition root, with `WEBHOOK_ALLOW_CIDRS`. */
export function provideAddressPolicy(allowed: readonly string[]): void {
  slot().policy = createAddressPolicy(allowed);
}

/** What this process may connect to; by default no private address. */
export const addressPolicy = (): AddressPolicy => slot().policy;

/** Why this URL is refused, in words for an administrator, or null. Names are resolved when sending. */
export function faultOfTarget(url: string): string | null {
  try {
    parseTarget(url, addressPolicy());
    return null;
  } catch (error) {
    if (error instanceof TargetRefused) return error.message;
    throw error;
  }
}

/** An address of a host: from the resolver, or the literal itself. */
export type Address = { address: string; family: 4 | 6 };

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<Address[]>;

/** Why a target is not connected to. */
export type TargetFault = "refused_address" | "refused_url" | "unresolvable";

/** A target that must not or cannot be connected to. `message` is for administrators and names what to allow. */
export class TargetRefused extends Error {
  readonly fault: TargetFault;
  constructor(fault: TargetFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TargetRefused";
    this.fault = fault;
  }
}

/** Uses the system's resolver, so that the hosts file and local names work as elsewhere on this machine. */
export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }));

export const strictPolicy: AddressPolicy = createAddressPolicy([]);

const URL_CHARS_MAX = 2048;

/**
 * The parsed URL of an endpoint. Throws `TargetRefused` for another scheme, a port of another service, credentials, or an
 * address literal that may not be connected to. Parsing normalises `0x7f.1`, `2130706433` and `017700000001`.
 */
export function parseTarget(text: string, policy: AddressPolicy): URL {
  const url = text.length <= URL_CHARS_MAX && URL.canParse(text) ? new URL(text) : null;
  if (!url) throw new TargetRefused("refused_url", "This is not a URL.");
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new TargetRefused("refused_url", "Only http:// and https:// can be called.");
  if (!isPortAllowed(url))
    throw new TargetRefused("refused_url", "Only the ports 80, 443 and from 1024 up can be called.");
  if (url.username !== "" || url.password !== "")
    throw new TargetRefused("refused_url", "A URL with a user name or password in it is refused.");
  const literal = literalOf(url);
  if (literal) refuseUnless(policy, url.hostname, [literal]);
  const name = url.hostname.replace(/\.$/, "");
  if (name === "localhost" || name.endsWith(".localhost"))
    refuseUnless(policy, "127.0.0.1", [{ address: "127.0.0.1", family: 4 }]);
  return url;
}

/** The other ports below 1024 belong to services such as mail, which a request could be made to talk to. */
function isPortAllowed({ port }: URL): boolean {
  return port === "" || port === "80" || port === "443" || Number(port) >= 1024;
}

/**
 * The address to connect to, one of the host's. All addresses of the name are checked, and one refused address refuses
 * the host: a connection would pick any of them.
 */
export async function checkTarget(
  url: URL,
  { policy, resolve }: { policy: AddressPolicy; resolve: Resolve },
): Promise<Address> {
  if (isOutboundOff()) throw new TargetRefused("refused_address", OUTBOUND_OFF);
  const literal = literalOf(url);
  const addresses = literal ? [literal] : await resolveOrRefuse(url.hostname, resolve);
  refuseUnless(policy, url.hostname, addresses);
  const [first] = addresses;
  if (!first) throw new TargetRefused("unresolvable", `${url.hostname} has no address.`);
  return first;
}

/** What waits for it is not tried; this answers whoever asks for a call at once. */
export const OUTBOUND_OFF =
  "Nothing leaves this installation now: OUTBOUND=off, or it is a restored copy that nobody has confirmed yet.";

async function resolveOrRefuse(hostname: string, resolve: Resolve): Promise<Address[]> {
  try {
    return await resolve(hostname);
  } catch {
    throw new TargetRefused("unresolvable", `The name ${hostname} was not found.`);
  }
}

function literalOf({ hostname }: URL): Address | null {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  const family = isIP(bare);
  return family === 0 ? null : { address: bare, family: family === 6 ? 6 : 4 };
}

function refuseUnless(policy: AddressPolicy, hostname: string, addresses: readonly Address[]): void {
  for (const { address } of addresses) {
    const network = policy.refusedNetwork(address);
    if (network === null) continue;
    if (hostname.replace(/^\[|\]$/g, "") === address)
      throw new TargetRefused(
        "refused_address",
        `${address} is a private or reserved address. Whoever runs Tickline can allow it: ${policy.allowedBy}=${network}`,
      );
    // What internal names lead to is for the operator only.
    log.warn({ hostname, address, allowedBy: `${policy.allowedBy}=${network}` }, "a host is not public");
    throw new TargetRefused(
      "refused_address",
      `${hostname} leads to a private or reserved address. Whoever runs Tickline finds it in the log, and can allow it.`,
    );
  }
}

const NAMES_MAX = 10_000;

/** Caches resolved names for `ms`. A name that was not found is resolved again. */
export function cacheResolved(ms: number, resolve: Resolve): Resolve {
  const lookUp = createTtlCache<Address[]>({ freshMs: ms, keysMax: NAMES_MAX, version: () => 0 });
  return async (hostname) => (await lookUp(hostname, () => resolve(hostname))) ?? [];
}
