import { z } from "zod";

/** Ids are positive integers, unique over all accounts. */
export const id = z.number().int().positive();
/** An instant as ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime();
/** Any JSON value. One instance, so that API documents can reference it instead of recursing without end. */
export const json = z.json();
/** The integrator's keys; values are JSON. */
export const attributes = z.record(z.string(), json);
