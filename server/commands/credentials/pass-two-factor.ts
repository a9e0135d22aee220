import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { consumeCode } from "./_steps/consume-code";

/**
 * Checks the second factor of a sign-in, and uses its code up. Only the sign-in calls it, as the system, after it has
 * checked the password.
 */
export async function passTwoFactor(
  tx: Tx,
  { userId, code }: { userId: number; code: string },
): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  await consumeCode(tx, { userId, code });
}
