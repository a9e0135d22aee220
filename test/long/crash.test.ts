import { expect, test } from "vitest";
import { crashDrill } from "@/test/long/crash/crash-drill";

const ROUNDS = 50;

test(`tab, browser, server and network killed ${ROUNDS} times while a member types and sends: no text is lost, none is sent twice`, async () => {
  const seed = Number(process.env["TEST_SEED"] ?? Date.now());
  process.stdout.write(`crash drill, TEST_SEED=${seed}\n`);
  const figures = await crashDrill({ rounds: Number(process.env["TEST_ROUNDS"] ?? ROUNDS), seed });
  process.stdout.write(`crash drill: ${JSON.stringify(figures)}\n`);
  expect(Object.values(figures.kills).reduce((sum, kills) => sum + kills, 0)).toBe(figures.rounds);
}, 1_800_000);
