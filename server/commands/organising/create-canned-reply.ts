import type { CannedReplyDto } from "@/server/contract/canned-reply";
import { Refusal } from "@/server/contract/refusal";
import { CANNED_REPLIES_MAX } from "@/server/domain/canned-reply";
import { type CannedReplyText, insertCannedReply, toCannedReplyDto } from "@/server/store/canned-replies";
import { countHeld } from "@/server/store/count-held";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Writes an answer that everybody in the account can use. Administrators only. */
export async function createCannedReply(
  tx: Tx,
  { shortCode, content }: CannedReplyText,
): Promise<CannedReplyDto> {
  requireAdministrator(tx.caller);
  if ((await countHeld(tx, "canned_reply", CANNED_REPLIES_MAX)) === CANNED_REPLIES_MAX)
    throw new Refusal("canned_reply.too_many");
  return toCannedReplyDto(await insertCannedReply(tx, { shortCode: shortCode.toLowerCase(), content }));
}
