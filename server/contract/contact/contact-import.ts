import { z } from "zod";
import { IMPORT_CHARS_MAX } from "./constants";

export const importRequest = z.strictObject({
  /** The file: a line of column names, then one of each contact. */
  csv: z.string().min(1).max(IMPORT_CHARS_MAX),
  /** Says what would become of each line, and changes nothing. */
  dryRun: z.boolean(),
});

const IMPORT_OUTCOMES = ["create", "update", "unchanged", "left_out"] as const;

export const importDto = z.object({
  /** What is wrong with the file as a whole; then nothing of it was read. */
  fault: z.enum(["file_broken", "no_columns", "too_many_rows", "too_many_columns"]).nullable(),
  /** Columns that become custom attributes, and those that were not read. */
  attributes: z.array(z.string()),
  ignored: z.array(z.string()),
  counts: z.record(z.enum(IMPORT_OUTCOMES), z.number().int()),
  rows: z.array(
    z.object({
      /** Of the file, from 1. */
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
          "twice_in_file",
        ])
        .nullable(),
      /** The contact that it names; null where it is new and not made yet. */
      contactId: z.number().int().nullable(),
      name: z.string(),
    }),
  ),
});
export type ImportDto = z.infer<typeof importDto>;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];
