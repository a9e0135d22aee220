import { z } from "zod";
import { sized } from "@/server/contract/_shared/fields";
import { CANNED_REPLY_CHARS_MAX, SHORT_CODE_CHARS_MAX } from "@/server/contract/_shared/limits";

/** The fields of a canned reply, for creating and changing it. */
export const cannedReplyInput = z.object({
  /** What agents type after `/`: lower case, without spaces. */
  shortCode: sized(z.string().trim().regex(/^\S+$/), { min: 1, max: SHORT_CODE_CHARS_MAX }),
  /** May contain variables, which are filled in on use. */
  content: sized(z.string().trim(), { min: 1, max: CANNED_REPLY_CHARS_MAX }),
});
