import { beforeAll, expect, onTestFinished, test } from "vitest";
import { isAway } from "@/server/lib/is-away";
import { createTestDatabase } from "@/test/support/database/database";
import { POOL_LIMITS } from "./client-limits";
import { openDatabase } from "./db";

let url: string;
beforeAll(async () => {
  ({ url } = await createTestDatabase(null));
});

test("who would wait too long for a connection is refused at once; those in front are served", async () => {
  const database = openDatabase({ url, max: 2, limits: { ...POOL_LIMITS, waitMs: 100 } });
  onTestFinished(() => database.close());
  const work = () => database.query("select pg_sleep(0.02)");
  for (let n = 0; n < 40; n++) await Promise.all([work(), work()]); // the pace: 100 a second
  const ends: string[] = [];
  const all = Array.from({ length: 100 }, () =>
    work().then(
      () => ends.push("served"),
      (error: unknown) => ends.push(isAway(error) ? "refused" : String(error)),
    ),
  );
  await Promise.all(all);
  const served = ends.filter((end) => end === "served").length;
  expect(ends.slice(0, 100 - served)).toEqual(Array.from({ length: 100 - served }, () => "refused")); // before any answer
  expect(served).toBeGreaterThanOrEqual(5);
  expect(served).toBeLessThanOrEqual(20);
});
