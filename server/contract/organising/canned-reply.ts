import { z } from "zod";
import { accountDto, id, instant } from "@/server/contract/_shared/dto";
import { sized } from "@/server/contract/_shared/fields";
import {
  CANNED_REPLY_CHARS_MAX,
  CANNED_REPLY_FOLDER_CHARS_MAX,
  CANNED_REPLY_PLACES_MAX,
  CANNED_REPLY_TITLE_CHARS_MAX,
  SHORT_CODE_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { fileIdList, listedFile } from "@/server/contract/file/file";
import { CANNED_VISIBILITIES } from "@/server/domain/organising/canned-reply";

const places = z.array(id).max(CANNED_REPLY_PLACES_MAX);
const line = (max: number) =>
  sized(
    z
      .string()
      .trim()
      .regex(/^[^\p{Cc}]*$/u),
    { max },
  );

/** The fields of a canned reply, for creating and changing it; a change keeps what is absent. */
export const cannedReplyInput = z.object({
  /** What agents type after `/`: lower case, without spaces. */
  shortCode: sized(z.string().trim().regex(/^\S+$/), { min: 1, max: SHORT_CODE_CHARS_MAX }),
  /** May contain variables, which are filled in on use. */
  content: sized(z.string().trim(), { min: 1, max: CANNED_REPLY_CHARS_MAX }),
  title: line(CANNED_REPLY_TITLE_CHARS_MAX).optional(),
  /** The name of a folder, which exists as long as a reply is in it; "" = none. */
  folder: line(CANNED_REPLY_FOLDER_CHARS_MAX).optional(),
  /** `own` is decided when it is created. */
  visibility: z.enum(CANNED_VISIBILITIES).optional(),
  /** For `inboxes`. */
  inboxIds: places.optional(),
  /** For `teams`. */
  teamIds: places.optional(),
  /** All its files, in their order: the caller's own uploads, and of a change those that it has. */
  fileIds: fileIdList.optional(),
});

/** A reusable reply. */
export const cannedReplyDto = accountDto.omit({ name: true }).extend({
  shortCode: z.string(),
  content: z.string(),
  deletedAt: instant.nullable(),
  /** "" = none. Events of earlier releases have none of the following fields. */
  title: z.string().optional(),
  /** "" = in no folder. */
  folder: z.string().optional(),
  visibility: z.enum(CANNED_VISIBILITIES).optional(),
  inboxIds: z.array(id).optional(),
  teamIds: z.array(id).optional(),
  /** The member whose own it is. */
  ownerId: id.nullable().optional(),
  /** In their order. A message that is written with it gets copies. */
  files: z.array(listedFile).optional(),
});
type Fields = z.infer<typeof cannedReplyDto>;
export type CannedReplyDto = { [K in keyof Fields]-?: Exclude<Fields[K], undefined> };

/** A canned reply as lists show it. Its uses are counted a little later than they happen, and make no event. */
export type ListedCannedReply = CannedReplyDto & {
  /** The messages that were sent with it. */
  uses: number;
  lastUsedAt: string | null;
};
