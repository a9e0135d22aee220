import type { CannedReplyDto } from "@/server/contract/canned-reply";
import { Refusal } from "@/server/contract/refusal";
import { lockCannedReply, saveCannedReply, toCannedReplyDto } from "@/server/store/canned-replies";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

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
