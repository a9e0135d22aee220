import { test } from "vitest";
import { expectNothingLost, limitMsOf } from "./outage";

const OUTAGE = { outageMs: 20_000, kills: 2, caughtUpWithinMs: 60_000 };

test(
  "Postgres away under 50 messages a second, and the spool killed meanwhile: each is stored once, in order, within a minute",
  () => expectNothingLost(OUTAGE),
  limitMsOf(OUTAGE),
);
