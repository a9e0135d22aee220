import { z } from "zod";
import { accountDto, attachment, id, instant } from "@/server/contract/_shared/dto";
import { CANNED_VISIBILITIES } from "@/server/domain/organising/canned-reply";

/** A file of a canned reply. A message that is written with it gets a copy. */
const cannedFile = attachment.pick({ id: true, name: true, contentType: true, bytes: true });
export type CannedFile = z.infer<typeof cannedFile>;

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
  /** In their order. */
  files: z.array(cannedFile).optional(),
});
type Fields = z.infer<typeof cannedReplyDto>;
export type CannedReplyDto = { [K in keyof Fields]-?: Exclude<Fields[K], undefined> };

/** A canned reply as lists show it. Its uses are counted a little later than they happen, and make no event. */
export type ListedCannedReply = CannedReplyDto & {
  /** The messages that were sent with it. */
  uses: number;
  lastUsedAt: string | null;
};
