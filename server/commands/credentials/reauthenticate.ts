import { Refusal } from "@/server/contract/_shared/refusal";
import { markAuthenticated } from "@/server/store/credentials/sessions";
import type { Tx } from "@/server/store/events/tx";
import { consumeCode } from "./_steps/consume-code";

/**
 * `code`: of the second factor; without it the edge has checked the password. `at`: when the user proved it to the identity
 * provider; not later than now.
 */
export type Reauthenticate = { sessionId: string; code?: string; at?: Date };

/** Allows sensitive actions in one of the caller's sessions for some minutes. It creates no event. */
export async function reauthenticate(
  tx: Tx,
  { sessionId, code, at = tx.now }: Reauthenticate,
): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  if (code !== undefined) await consumeCode(tx, { userId, code });
  if (!(await markAuthenticated(tx, { userId, sessionId, at }))) throw new Refusal("session.not_found");
}
