import { test } from "vitest";
import { expectNothingLost, limitMsOf } from "@/test/guarantees/processes/spool/outage";

/** `TICKLINE_SPOOL_OUTAGE_S=120` shortens it while something is developed. */
const OUTAGE_S = Number(process.env["TICKLINE_SPOOL_OUTAGE_S"] ?? 600);
/**
 * One web process beside Postgres on two quiet cores stores 400 messages a second: 30,000 need 75 s there, and a minute needs 500 a second.
 * `TICKLINE_SPOOL_CAUGHT_UP_S=60` requires that of a larger machine.
 */
const CAUGHT_UP_S = Number(process.env["TICKLINE_SPOOL_CAUGHT_UP_S"] ?? 30 + OUTAGE_S / 4);
const OUTAGE = { outageMs: OUTAGE_S * 1_000, kills: 1, caughtUpWithinMs: CAUGHT_UP_S * 1_000 };

test(
  "Postgres stopped for ten minutes under 50 messages a second: none lost, none doubled, each conversation in order",
  () => expectNothingLost(OUTAGE),
  limitMsOf(OUTAGE),
);
