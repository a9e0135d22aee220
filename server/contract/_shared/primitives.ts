import { z } from "zod";
import { ACTOR_TYPES } from "./constants";

/** Ids are positive integers, unique over all accounts. */
export const id = z.number().int().positive();
/** An instant as ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime();
/** Any JSON value. One instance, so that API documents can reference it instead of recursing without end. */
export const json = z.json();
/** The integrator's keys; values are JSON. */
export const attributes = z.record(z.string(), json);
export type JsonObject = z.infer<typeof attributes>;

export const actor = z.object({
  type: z.enum(ACTOR_TYPES),
  id: id.nullable(),
  name: z.string().nullable(),
});
export type Actor = z.infer<typeof actor>;

export const versioned = { id, version: z.number().int().positive(), createdAt: instant, updatedAt: instant };

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
export const instantInput = text.transform((value) => new Date(value)).refine(isKnown, OUT_OF_RANGE);

/** The same, as text in UTC: Postgres knows fewer offsets. */
export const writtenInstant = text
  .refine((value) => isKnown(new Date(value)), { ...OUT_OF_RANGE, abort: true })
  .overwrite((value) => new Date(value).toISOString());
