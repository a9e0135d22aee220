import { z } from "zod";

const LAST_INSTANT = new Date("9999-12-31T23:59:59.999Z");

const isKnown = (at: Date): boolean => at.getTime() >= 0 && at <= LAST_INSTANT;
const OUT_OF_RANGE = { error: "must lie between the years 1970 and 9999" };

// A transformed schema must `abort` on a mismatch: otherwise zod runs the object's checks with the untransformed text.
const text = z.iso.datetime({
  offset: true,
  abort: true,
  error: "must be an ISO 8601 time with its offset, as 2026-11-20T09:00:00Z",
});

/** An instant with its offset, from 1970 to 9999. */
export const givenInstant = text.transform((value) => new Date(value)).refine(isKnown, OUT_OF_RANGE);

/** The same, as the original text. */
export const writtenInstant = text.refine((value) => isKnown(new Date(value)), OUT_OF_RANGE);
