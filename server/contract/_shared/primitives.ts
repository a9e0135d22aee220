import { z } from "zod";
import { ACTOR_TYPES } from "./actor-types";

/** Ids are positive integers, unique over all accounts. */
export const id = z.number().int().positive();
/** An instant as ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime();
/** Any JSON value. One instance, so that API documents can reference it instead of recursing without end. */
export const json = z.json();
/** The integrator's keys; values are JSON. */
export const attributes = z.record(z.string(), json);

export const actor = z.object({
  type: z.enum(ACTOR_TYPES),
  id: id.nullable(),
  name: z.string().nullable(),
});
export type Actor = z.infer<typeof actor>;

export const versioned = { id, version: z.number().int().positive(), createdAt: instant, updatedAt: instant };
