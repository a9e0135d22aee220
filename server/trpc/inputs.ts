import { z } from "zod";
import { id } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { Refusal } from "@/server/contract/_shared/refusal";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

/** The cursor of a keyset list, opaque; absent or null = its start. */
export const cursor = z.string().max(500).nullish();
export const limit = z.number().int().min(1).max(100).default(50);
/** A conversation's number, as people see it. */
export const displayId = id;
export const inConversation = z.object({ displayId });
export const inboxId = id;
const LAST_INSTANT = new Date("9999-12-31T23:59:59.999Z");
/** An instant from 1970 to 9999, like in `/v1`. */
export const instant = z.date().min(new Date(0)).max(LAST_INSTANT);

/** The text of a form field, without surrounding blanks. */
export const typed = (field: z.ZodType<string, string>) => z.string().trim().pipe(field);

/** The same for an optional field: null when empty. */
export const typedOrNone = (field: z.ZodType<string, string>) =>
  z
    .string()
    .trim()
    .transform((value) => value || null)
    .pipe(field.nullable())
    .nullish();

/** The search text; empty finds nothing. */
export const searchQuery = typed(text(0, QUERY_CHARS_MAX));

/** Refuses more files than a message may have: a setting, which schemas do not know. */
export function requireFewFiles(
  { perMessage }: { perMessage: number },
  { fileIds = [] }: { fileIds?: readonly number[] | undefined },
): void {
  if (fileIds.length > perMessage)
    throw new Refusal("file.too_many", { field: "fileIds", detail: String(perMessage) });
}
