import { z } from "zod";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { plainText } from "@/server/dialects/freescout/json/plain-text";
import { attachments } from "./attachments";
import { flag, given, id, instant, text } from "./read-input";

const TYPES = ["customer", "message", "note"] as const;
const STATUSES = ["active", "pending", "closed"] as const;

/** The fields of a new thread, alone or in a new conversation. */
export const threadFields = {
  type: z.enum(TYPES, { error: `must be one of ${TYPES.join(", ")}` }),
  text: given(text(CONTENT_CHARS_MAX))
    .transform((html) => plainText(html ?? ""))
    .pipe(text(CONTENT_CHARS_MAX)),
  user: given(id),
  customer: given(z.object({ id: given(id) })),
  state: given(
    z.literal("published", { error: "only published threads can be made: drafts are their writer's alone" }),
  ),
  attachments,
  createdAt: given(instant),
};

/** Whether a thread says something: with files, its text may be empty. */
export const hasContent = (thread: { text: string; attachments?: readonly unknown[] | undefined }): boolean =>
  thread.text !== "" || (thread.attachments ?? []).length > 0;

/** Whether a thread names its user; a customer's thread needs none. */
export const hasUser = ({ type, user }: { type: string; user?: number | undefined }): boolean =>
  type === "customer" || user !== undefined;

export const newThread = z
  .object({
    ...threadFields,
    imported: given(flag),
    status: given(z.enum(STATUSES, { error: `must be one of ${STATUSES.join(", ")}` })),
  })
  .refine(hasContent, { path: ["text"], error: "must not be empty" })
  .refine(hasUser, { path: ["user"], error: "is required for a message or a note" });

export type WireThread = z.infer<typeof newThread>;
