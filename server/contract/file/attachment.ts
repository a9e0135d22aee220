import { z } from "zod";
import { id } from "@/server/contract/_shared/primitives";
import { FILE_FAILURES } from "@/server/domain/message/file";

/** A file of a message. The URL of its bytes is made when a body is rendered. */
export const attachment = z.object({
  /** The file's. */
  id,
  name: z.string(),
  /** From the content; `application/octet-stream` until it is read. */
  contentType: z.string(),
  bytes: z.number().int().nonnegative(),
  /** In hexadecimal; null until the bytes are stored. */
  sha256: z.string().nullable(),
  /** Of an image, as it is shown; null until it was inspected. */
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /** Of audio and video; null until it was inspected, and if it is unknown. */
  durationMs: z.number().int().nonnegative().nullable(),
  hasPreview: z.boolean(),
  /** `pending`: Tickline still fetches it. `failed`: it could not be taken. */
  state: z.enum(["pending", "ready", "failed"]),
  /** Why it failed. */
  failure: z.enum(FILE_FAILURES).nullable(),
  /** The Content-ID, without <>, by which the HTML of its mail shows it. Absent = it has none. */
  contentId: z.string().optional(),
});
export type Attachment = z.infer<typeof attachment>;
