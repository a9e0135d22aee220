import { z } from "zod";
import { sized } from "@/server/contract/_shared/fields";
import { CANNED_REPLY_CHARS_MAX, SHORT_CODE_CHARS_MAX } from "@/server/contract/_shared/limits";

/** What an administrator writes of a canned reply; the same when it is made and when it is changed. */
export const cannedReplyInput = z.object({
  /** What agents type after `/`: lower case, no blanks. */
  shortCode: sized(z.string().trim().regex(/^\S+$/), { min: 1, max: SHORT_CODE_CHARS_MAX }),
  /** May hold variables, which are filled in where it is used. */
  content: sized(z.string().trim(), { min: 1, max: CANNED_REPLY_CHARS_MAX }),
});
