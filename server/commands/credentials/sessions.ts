import { requireAdministrator } from "@/server/commands/_run/permission";
import { consumeCode } from "@/server/commands/_steps/consume-code";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import {
  deleteSession,
  insertSession,
  markAuthenticated,
  type NewSession,
  putKnownNetwork,
} from "@/server/store/credentials/sessions";
import type { Tx } from "@/server/store/events/tx";
import {
  revokeSessions as endSessions,
  lockMember,
  publishSessionEnded,
} from "@/server/store/members/members";

/** Stores a member's session, and the network of the sign-in. Only the sign-in calls it, as the system. It creates no event. */
export async function beginSession(tx: Tx, session: NewSession): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  if (!(await lockMember(tx, session.userId))) throw new Refusal("member.not_found");
  await insertSession(tx, session);
  await putKnownNetwork(tx, session);
}

/** Ends one of the caller's sessions: its windows are signed out. */
export async function endSession(tx: Tx, { sessionId }: { sessionId: string }): Promise<void> {
  const member = tx.caller.userId === null ? null : await lockMember(tx, tx.caller.userId);
  if (!member) throw new Refusal("member.not_found");
  if (!(await deleteSession(tx, member.id, sessionId))) throw new Refusal("session.not_found");
  await publishSessionEnded(tx, member);
}

/** Ends every session of the caller, or of any member as an administrator. */
export async function revokeSessions(tx: Tx, { userId }: { userId: number }): Promise<MemberDto> {
  if (userId !== tx.caller.userId) requireAdministrator(tx.caller);
  const before = await lockMember(tx, userId);
  if (!before) throw new Refusal("member.not_found");
  return toMemberDto(await endSessions(tx, before));
}

/**
 * `code`: of the second factor; without it the edge has checked the password. `at`: when the user proved it to the identity
 * provider; not later than now.
 */
type Reauthenticate = { sessionId: string; code?: string; at?: Date };

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
