import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

describe("bench", () => {
  /** All benchmarks, also those that need no built product. */
  const NAMES = [
    "commit",
    "bulk",
    "commands",
    "list",
    "search",
    "webhooks",
    "ticks",
    "batch",
    "live",
    "storm",
    "multi",
    "crowd",
    "soak",
    "ui",
    "recovery",
    "files",
    "growth",
    "widget",
  ];

  test.each(NAMES)(
    "the benchmark %s is correct at its least size",
    (name) => {
      const args = ["--import", "tsx", "bench/run.ts", name, "--smoke"];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        env: { PATH: process.env["PATH"], NODE_ENV: "production", LOG_LEVEL: "fatal" },
        encoding: "utf8",
      });
      expect({ status, output: `${stdout}${stderr}` }).toEqual({
        status: 0,
        output: expect.stringContaining(`${name} correct`),
      });
    },
    300_000,
  );
});

describe("recovery", () => {
  /** Runs the benchmark as a developer does: against the built product, built first if it is stale. */
  function recovery(...args: string[]) {
    const done = spawnSync(process.execPath, ["--import", "tsx", "bench/run.ts", "recovery", ...args], {
      env: { PATH: process.env["PATH"], NODE_ENV: "production", LOG_LEVEL: "fatal" },
      encoding: "utf8",
    });
    return { code: done.status, output: `${done.stdout}${done.stderr}` };
  }

  test("20 kills of node, of Postgres and of both under load lose nothing and double nothing", () => {
    const { code, output } = recovery();
    expect(output).toContain("recovery correct");
    expect(code).toBe(0);
  }, 900_000);

  test("a deleted outbox row is reported", () => {
    const { code, output } = recovery("--short", "--sabotage");
    expect(output).toMatch(/recovery WRONG message \d+ has version \d+, its events have/);
    expect(code).toBe(1);
  }, 300_000);
});
