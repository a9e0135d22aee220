import { shared } from "@/server/lib/shared";
import { type AddressPolicy, createAddressPolicy } from "./address-policy";
import { parseTarget, TargetRefused } from "./target";

const slot = () => shared("outbound", (): { policy: AddressPolicy } => ({ policy: createAddressPolicy([]) }));

/** Called once by the composition root, with `WEBHOOK_ALLOW_CIDRS`. */
export function provideAddressPolicy(allowed: readonly string[]): void {
  slot().policy = createAddressPolicy(allowed);
}

/** What this process may connect to; without a word of the operator nothing private. */
export const addressPolicy = (): AddressPolicy => slot().policy;

/** Why nothing is sent to this URL, in words for an administrator; null when it can be. Names are looked up at sending. */
export function faultOfTarget(url: string): string | null {
  try {
    parseTarget(url, addressPolicy());
    return null;
  } catch (error) {
    if (error instanceof TargetRefused) return error.message;
    throw error;
  }
}
