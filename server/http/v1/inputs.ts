import { z } from "@hono/zod-openapi";
import { instantInput } from "@/server/contract/_shared/primitives";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import { labelsInput } from "@/server/contract/organising/label";

/** A whole number in a query string. An invalid one aborts: see `givenInstant`. */
export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, { error: "must be a whole number", abort: true })
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .openapi({ type: "integer", minimum: min, maximum: max });

/** An id in a query string. */
export const idQuery = whole(1, Number.MAX_SAFE_INTEGER);

/** An id in a path. An invalid id is refused with `notFound`, like an unknown one. */
export const pathId = (notFound: RefusalCode) =>
  z
    .string()
    .regex(/^[1-9]\d{0,15}$/, { error: notFound, abort: true })
    .transform(Number)
    .pipe(z.number().max(Number.MAX_SAFE_INTEGER, notFound))
    .openapi({ type: "integer", minimum: 1 });

/** Of a route that takes the file of a picture. */
export const PICTURE_REFUSALS = [
  "file.not_found",
  "file.attached",
  "file.not_image",
  "file.too_large",
] as const satisfies readonly RefusalCode[];

/** The start of a page and its length. */
export const page = {
  cursor: z.string().max(500).optional().openapi({ description: "`nextCursor` of the previous page." }),
  limit: whole(1, 100).default(50).openapi({ default: 50 }),
};

/** Only together with a page: what has changed since, for consumers that lost their position in the log. */
export const updatedSince = instantInput.optional().openapi({
  description:
    "Only items changed at or after this instant, in order of id; cannot be combined with other filters.",
});

export const UPDATED_SINCE =
  "With `updatedSince`, lists what changed at or after an instant, in any state and by id, for clients that lost their position in the log. A change counts from the start of its transaction: begin some minutes earlier. A page may have few or no items: continue until `nextCursor` is null, then follow the log after `asOf`, the same on every page. `/v1/deletions` lists what was deleted permanently.";

/** Refuses `updatedSince` together with other filters. */
export const isAloneSince = (query: Record<string, unknown>): boolean =>
  query["updatedSince"] === undefined ||
  Object.entries(query).every(
    ([name, value]) => value === undefined || ["updatedSince", "cursor", "limit"].includes(name),
  );
export const ALONE_SINCE = { path: ["updatedSince"], error: "cannot be combined with other filters" };

/** The labels of a conversation or of a contact. */
export const labelsBody = labelsInput.strict();
