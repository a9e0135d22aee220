import { expect, test } from "vitest";
import { killInTurn } from "@/test/guarantees/processes/cluster/kill-in-turn";
import { createTestDatabase } from "@/test/support/database/database";
import { findProgram } from "@/test/support/database/debian-program";
import { startRedis } from "@/test/support/database/redis";

const ROUNDS = 6;
const LIMIT_MS = 600_000;

const databases = [createTestDatabase(), createTestDatabase()] as const;

test(
  `five processes, each killed ${ROUNDS} times under load, with the process bus over NOTIFY`,
  async () => {
    await check("NOTIFY", (await databases[0]).url, {});
  },
  LIMIT_MS,
);

test(
  `five processes, each killed ${ROUNDS} times under load, with the process bus over Redis`,
  async ({ skip }) => {
    const program = findProgram("redis-server");
    if ("missing" in program) return skip(program.missing);
    await check("Redis", (await databases[1]).url, { REDIS_URL: (await startRedis(program.path)).url });
  },
  LIMIT_MS,
);

async function check(bus: string, url: string, env: Record<string, string>): Promise<void> {
  const summary = await killInTurn({ url, env, seed: 2, rounds: ROUNDS, betweenMs: 1_000 });
  process.stdout.write(`killed in turn, process bus over ${bus}: ${JSON.stringify(summary)}\n`);
  expect(summary.kills).toBe(5 * ROUNDS);
}
