import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_REPLIES_MAX } from "@/server/domain/organising/canned-reply";
import type { Tx } from "@/server/store/events/tx";
import {
  type CannedReplyText,
  countCannedReplies,
  insertCannedReply,
  lockCannedReply,
  saveCannedReply,
  toCannedReplyDto,
} from "@/server/store/organising/canned-replies";

/** Creates a canned reply for the whole account. Administrators only. */
export async function createCannedReply(
  tx: Tx,
  { shortCode, content }: CannedReplyText,
): Promise<CannedReplyDto> {
  requireAdministrator(tx.caller);
  if ((await countCannedReplies(tx, CANNED_REPLIES_MAX)) === CANNED_REPLIES_MAX)
    throw new Refusal("canned_reply.too_many");
  return toCannedReplyDto(await insertCannedReply(tx, { shortCode: shortCode.toLowerCase(), content }));
}

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

/** Deletes a canned reply; its short code may be used again. Administrators only. */
export async function deleteCannedReply(
  tx: Tx,
  { cannedReplyId }: { cannedReplyId: number },
): Promise<CannedReplyDto> {
  requireAdministrator(tx.caller);
  const before = await lockCannedReply(tx, cannedReplyId);
  if (!before) throw new Refusal("canned_reply.not_found");
  return toCannedReplyDto(await saveCannedReply(tx, before, { deletedAt: tx.now }));
}
