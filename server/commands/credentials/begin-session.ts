import { Refusal } from "@/server/contract/_shared/refusal";
import { putKnownNetwork } from "@/server/store/credentials/known-networks";
import { insertSession, type NewSession } from "@/server/store/credentials/sessions";
import type { Tx } from "@/server/store/events/tx";
import { lockMember } from "@/server/store/members/members";

/** Stores a member's session, and the network of the sign-in. Only the sign-in calls it, as the system. It creates no event. */
export async function beginSession(tx: Tx, session: NewSession): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  if (!(await lockMember(tx, session.userId))) throw new Refusal("member.not_found");
  await insertSession(tx, session);
  await putKnownNetwork(tx, session);
}
