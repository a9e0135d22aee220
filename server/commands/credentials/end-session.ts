import { Refusal } from "@/server/contract/_shared/refusal";
import { deleteSession } from "@/server/store/credentials/sessions";
import type { Tx } from "@/server/store/events/tx";
import { lockMember, publishSessionEnded } from "@/server/store/members/members";

/** Ends one of the caller's sessions: its windows are signed out. */
export async function endSession(tx: Tx, { sessionId }: { sessionId: string }): Promise<void> {
  const member = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!member) throw new Refusal("member.not_found");
  if (!(await deleteSession(tx, member.id, sessionId))) throw new Refusal("session.not_found");
  await publishSessionEnded(tx, member);
}
