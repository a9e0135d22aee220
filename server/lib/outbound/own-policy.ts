import { shared } from "@/server/lib/shared";
import { type AddressPolicy, createAddressPolicy } from "./address-policy";
import { parseTarget, TargetRefused } from "./target";

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
