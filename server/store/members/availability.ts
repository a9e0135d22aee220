import type { MemberDto } from "@/server/contract/member/member";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { type MemberRow, toMemberDto } from "@/server/store/_rows/member-rows";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";

/**
 * Saves a locked member's availability; nothing changed → no event. It is not a setting: the audit log does not contain
 * it. Compare-and-set by version.
 */
export async function saveAvailability(
  tx: Tx,
  before: MemberRow,
  availability: MemberDto["availability"],
): Promise<MemberRow> {
  if (before.availability === availability) return before;
  const { accountId } = tx.caller;
  await prismaOf(tx).member.update({
    where: { accountId_userId: { accountId, userId: before.id }, version: before.version },
    data: { availability, version: { increment: 1 }, updatedAt: tx.now },
    select: { userId: true },
  });
  const after = { ...before, availability, version: before.version + 1, updatedAt: tx.now };
  recordEvent(tx, {
    type: "member.updated",
    resource: "member",
    dto: toMemberDto(after),
    changes: { availability: { from: before.availability, to: availability } },
  });
  return after;
}
