import type { MemberDto } from "@/server/contract/member/member";
import { one } from "@/server/store/_postgres/db";
import { type MemberRow, toMemberDto } from "@/server/store/_rows/member-rows";
import type { Tx } from "@/server/store/events/tx";

/**
 * Saves whether a locked member is at work; nothing changed → no event. It is no setting: the change log does not have
 * it. Compare-and-set by version.
 */
export async function saveAvailability(
  tx: Tx,
  before: MemberRow,
  availability: MemberDto["availability"],
): Promise<MemberRow> {
  if (before.availability === availability) return before;
  const { accountId } = tx.caller;
  one(
    await tx.query(
      `update member set availability = $4, version = version + 1, updated_at = $5
        where account_id = $1 and user_id = $2 and version = $3 returning 1`,
      [accountId, before.id, before.version, availability, tx.now],
    ),
  );
  const after = { ...before, availability, version: before.version + 1, updatedAt: tx.now };
  tx.pendingEvents.push({
    type: "member.updated",
    accountId,
    inboxId: null,
    audience: "account",
    cause: null,
    changes: { availability: { from: before.availability, to: availability } },
    resource: "member",
    dto: toMemberDto(after),
  });
  return after;
}
