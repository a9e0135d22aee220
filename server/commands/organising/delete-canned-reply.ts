import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import type { Tx } from "@/server/store/events/tx";
import { lockCannedReply, saveCannedReply, toCannedReplyDto } from "@/server/store/organising/canned-replies";

/** Takes a canned reply away; its short code is free again. Administrators only. */
export async function deleteCannedReply(
  tx: Tx,
  { cannedReplyId }: { cannedReplyId: number },
): Promise<CannedReplyDto> {
  requireAdministrator(tx.caller);
  const before = await lockCannedReply(tx, cannedReplyId);
  if (!before) throw new Refusal("canned_reply.not_found");
  return toCannedReplyDto(await saveCannedReply(tx, before, { deletedAt: tx.now }));
}
