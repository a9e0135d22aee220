import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import { CANNED_REPLIES_MAX } from "@/server/domain/organising/canned-reply";
import type { Tx } from "@/server/store/events/tx";
import {
  type CannedReplyText,
  countCannedReplies,
  insertCannedReply,
  toCannedReplyDto,
} from "@/server/store/organising/canned-replies";

/** Writes an answer that everybody in the account can use. Administrators only. */
export async function createCannedReply(
  tx: Tx,
  { shortCode, content }: CannedReplyText,
): Promise<CannedReplyDto> {
  requireAdministrator(tx.caller);
  if ((await countCannedReplies(tx, CANNED_REPLIES_MAX)) === CANNED_REPLIES_MAX)
    throw new Refusal("canned_reply.too_many");
  return toCannedReplyDto(await insertCannedReply(tx, { shortCode: shortCode.toLowerCase(), content }));
}
