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
      isExpensive: true,
      tag: "Events",
      summary: "Get count and hash of the event log by hour and type",
      description:
        "Compare it with your own copy of the log: `hash` is the SHA-256, in hex, of one line `seq id type hash` per event of the hour (when it was stamped) and type, in order of seq, each ending with a line feed. An event keeps its own `hash` when its content is permanently deleted. Hours without events are omitted. Administrators only.",
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
