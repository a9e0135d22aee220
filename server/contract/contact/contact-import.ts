import { z } from "zod";
import { IMPORT_CHARS_MAX } from "./constants";

export const importRequest = z.strictObject({
  /** The file: a line of column names, then one line per contact. */
  csv: z.string().min(1).max(IMPORT_CHARS_MAX),
  /** Returns each line's outcome without changing anything. */
  dryRun: z.boolean(),
});

const IMPORT_OUTCOMES = ["create", "update", "unchanged", "left_out"] as const;

export const importDto = z.object({
  /** A fault of the whole file; then no line was read. */
  fault: z.enum(["file_broken", "no_columns", "too_many_rows", "too_many_columns"]).nullable(),
  /** Columns that become custom attributes, and ignored columns. */
  attributes: z.array(z.string()),
  ignored: z.array(z.string()),
  counts: z.record(z.enum(IMPORT_OUTCOMES), z.number().int()),
  rows: z.array(
    z.object({
      /** The line number in the file, from 1. */
      line: z.number().int(),
      outcome: z.enum(IMPORT_OUTCOMES),
      /** Why the line is left out. */
      fault: z
        .enum([
          "name_missing",
          "too_long",
          "email_invalid",
          "phone_invalid",
          "matches_several",
          "too_many_attributes",
          "attribute_invalid",
          "twice_in_file",
        ])
        .nullable(),
      /** The matching contact; null if it is not created yet. */
      contactId: z.number().int().nullable(),
      name: z.string(),
    }),
  ),
});
export type ImportDto = z.infer<typeof importDto>;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];
