import { expect, test } from "vitest";
import { killWhileChanging } from "@/test/long/kills/kill-while-changing";

const MESSAGES = Number(process.env["TEST_MESSAGES"] ?? 300);
const KILLS = Number(process.env["TEST_KILLS"] ?? 12);
const LIMIT_MS = 1_800_000;

test.each([
  ["faults of every kind", 0],
  [`faults of every kind and ${KILLS} kills of ours`, KILLS],
])(
  `edits and deletions of ${MESSAGES} messages with %s: each is at Evolution API or failed with an event`,
  async (_, kills) => {
    const seed = Number(process.env["TEST_SEED"] ?? Date.now());
    process.stdout.write(`changes, TEST_SEED=${seed}\n`);
    const figures = await killWhileChanging({ messages: MESSAGES, kills, seed });
    process.stdout.write(`changes, TEST_SEED=${seed}: ${JSON.stringify(figures)}\n`);
    expect(figures.done + figures.failed).toBe(MESSAGES);
  },
  LIMIT_MS,
);
