import { test } from "vitest";
import { expectNothingLost, limitMsOf } from "./outage";

const OUTAGE_MS = 20_000;

test(
  "Postgres away under 50 messages a second, and the spool killed meanwhile: each is stored once, in order, within a minute",
  () => expectNothingLost({ outageMs: OUTAGE_MS, kills: 2 }),
  limitMsOf(OUTAGE_MS),
);
