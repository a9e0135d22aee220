import { z } from "@hono/zod-openapi";
import { givenInstant } from "@/server/contract/_shared/instant";
import { get } from "@/server/http/v1/_route/route";
import { page } from "@/server/http/v1/inputs";
import { pageOf } from "@/server/http/v1/schemas";
import { digestLog } from "@/server/queries/events/digest-log";

const HOUR_MS = 3_600_000;
const DAYS_MAX = 31;

const wholeHour = givenInstant.refine((at) => at.getTime() % HOUR_MS === 0, {
  error: "must be a whole hour, UTC",
});

const entry = z
  .object({
    hour: z.iso.datetime(),
    type: z.string(),
    count: z.number().int().positive(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .openapi("DigestEntry");

export const digestRoutes = [
  get(
    {
      path: "/v1/digest",
      tag: "Events",
      summary: "Count and hash of the log, by the hour of stamping and by type",
      description:
        "To compare with a copy of one's own: `hash` is the SHA-256, in hex, of one line `seq id type hash` for each event of the hour and type, in order of seq, each with its line feed. An event's own `hash` stays when what it tells is deleted for ever. Hours without events are left out. Administrators only.",
      query: z
        .strictObject({ from: wholeHour, to: wholeHour, cursor: page.cursor })
        .refine(({ from, to }) => from < to, { path: ["to"], error: "must be after `from`" })
        .refine(({ from, to }) => to.getTime() - from.getTime() <= DAYS_MAX * 24 * HOUR_MS, {
          path: ["to"],
          error: `must be at most ${DAYS_MAX} days after \`from\``,
        }),
      answer: pageOf(entry),
      refuses: ["auth.forbidden", "cursor.invalid"],
    },
    ({ caller, query, services }) => digestLog(services.database, caller, query),
  ),
];
