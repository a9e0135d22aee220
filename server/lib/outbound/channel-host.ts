import { isIP } from "node:net";
import { shared } from "@/server/lib/shared";
import { type AddressPolicy, createAddressPolicy } from "./address-policy";
import { isOutboundOff } from "./outbound-pause";
import { type Address, OUTBOUND_OFF, type Resolve, systemResolve, TargetRefused } from "./target";

const VARIABLE = "CHANNEL_ALLOW_CIDRS";

const slot = () =>
  shared("channel-hosts", (): { policy: AddressPolicy } => ({ policy: createAddressPolicy([], VARIABLE) }));

/** Called once by the composition root, with `CHANNEL_ALLOW_CIDRS`. */
export function provideChannelHosts(allowed: readonly string[]): void {
  slot().policy = createAddressPolicy(allowed, VARIABLE);
}

/** The addresses that inboxes' channels may connect to; by default no private one. */
export const channelPolicy = (): AddressPolicy => slot().policy;

/**
 * The address of a server that an inbox's channel connects to, such as a mail server. Throws `TargetRefused` for a name that is not
 * found, for a host with a private or reserved address that `CHANNEL_ALLOW_CIDRS` does not allow, and while nothing may leave.
 */
export async function resolveChannelHost(host: string, resolve: Resolve = systemResolve): Promise<Address> {
  if (isOutboundOff()) throw new TargetRefused("refused_address", OUTBOUND_OFF);
  const family = isIP(host);
  const addresses: Address[] =
    family === 0 ? await resolveName(host, resolve) : [{ address: host, family: family === 6 ? 6 : 4 }];
  const { policy } = slot();
  const isPrivate = addresses.some(({ address }) => policy.refusedNetwork(address) !== null);
  if (isPrivate) throw new TargetRefused("refused_address", privateHost(host, family !== 0));
  const [first] = addresses;
  if (!first) throw new TargetRefused("unresolvable", `The name ${host} was not found.`);
  return first;
}

const privateHost = (host: string, isLiteral: boolean): string =>
  `${host} ${isLiteral ? "is" : "leads to"} a private or reserved address. Whoever runs Tickline can allow it with ${VARIABLE}.`;

async function resolveName(host: string, resolve: Resolve): Promise<Address[]> {
  try {
    return await resolve(host);
  } catch (error) {
    throw new TargetRefused("unresolvable", `The name ${host} was not found.`, { cause: error });
  }
}
