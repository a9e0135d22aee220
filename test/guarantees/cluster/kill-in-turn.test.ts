import { expect, test } from "vitest";
import { createTestDatabase } from "@/test/support/database/database";
import { killInTurn } from "./kill-in-turn";

const database = createTestDatabase();

test("five processes, each killed once under load: nothing is lost, doubled or told late", async () => {
  const { url } = await database;
  const told = await killInTurn({ url, seed: 1, rounds: 1, betweenMs: 150 });
  expect(told.kills).toBe(5);
  expect(Math.min(...told.answeredBy), JSON.stringify(told)).toBeGreaterThan(10);
}, 240_000);
