import { test } from "vitest";
import { expectNothingLost, limitMsOf } from "@/test/guarantees/processes/spool/outage";

/** `TICKLINE_SPOOL_OUTAGE_S=120` shortens it while something is developed. */
const OUTAGE_MS = Number(process.env["TICKLINE_SPOOL_OUTAGE_S"] ?? 600) * 1_000;

test(
  "Postgres stopped for ten minutes under 50 messages a second: none lost, none doubled, in order, caught up within a minute",
  () => expectNothingLost({ outageMs: OUTAGE_MS, kills: 1 }),
  limitMsOf(OUTAGE_MS),
);
