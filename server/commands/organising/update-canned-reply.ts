import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import type { Tx } from "@/server/store/events/tx";
import {
  type CannedReplyText,
  lockCannedReply,
  saveCannedReply,
  toCannedReplyDto,
} from "@/server/store/organising/canned-replies";

export type UpdateCannedReply = CannedReplyText & { cannedReplyId: number };

/** Changes a canned reply's short code and text. Administrators only. */
export async function updateCannedReply(tx: Tx, input: UpdateCannedReply): Promise<CannedReplyDto> {
  requireAdministrator(tx.caller);
  const before = await lockCannedReply(tx, input.cannedReplyId);
  if (!before) throw new Refusal("canned_reply.not_found");
  const text = { shortCode: input.shortCode.toLowerCase(), content: input.content };
  const isSame = text.shortCode === before.shortCode && text.content === before.content;
  return toCannedReplyDto(isSame ? before : await saveCannedReply(tx, before, text));
}
