import { z } from "zod";
import { id } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

/** A place in a keyset list, opaque; absent or null = its start. */
export const cursor = z.string().max(500).nullish();
export const limit = z.number().int().min(1).max(100).default(50);
/** The number by which people call a conversation. */
export const displayId = id;
export const inboxId = id;
const LAST_INSTANT = new Date("9999-12-31T23:59:59.999Z");
/** An instant from 1970 to 9999, as `/v1` has it. */
export const instant = z.date().min(new Date(0)).max(LAST_INSTANT);

/** What somebody typed into a form: the field, without blanks around it. */
export const typed = (field: z.ZodType<string, string>) => z.string().trim().pipe(field);

/** The same of a field that may be left empty: null then. */
export const typedOrNone = (field: z.ZodType<string, string>) =>
  z
    .string()
    .trim()
    .transform((value) => value || null)
    .pipe(field.nullable())
    .nullish();

/** What is searched for; without anything, nothing is found. */
export const searchQuery = typed(text(0, QUERY_CHARS_MAX));
