import { TOTP } from "otpauth";
import { beginTwoFactor, confirmTwoFactor } from "@/server/commands/credentials/two-factor";
import type { Caller } from "@/server/contract/_shared/caller";
import type { World } from "@/test/support/scenes/world";

export const TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/** The authenticator's code `later` seconds from now. */
export const codeOf = ({ clock }: { clock: { now: Date } }, later = 0): string =>
  new TOTP({ secret: TOTP_SECRET }).generate({ timestamp: clock.now.getTime() + later * 1000 });

/** Turns the caller's two-factor authentication on with the current code. */
export async function turnOnTwoFactor(
  world: Pick<World, "run"> & { clock: { now: Date } },
  caller: Caller,
  recoveryCodes: readonly string[],
): Promise<void> {
  await world.run(beginTwoFactor, caller, { secret: TOTP_SECRET });
  await world.run(confirmTwoFactor, caller, { code: codeOf(world), recoveryCodes });
}
