import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

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
  "ui",
  "recovery",
  "files",
  "growth",
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
