import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** The ends of steps of a begin and a length in ms in a time zone, which a process has from its start. */
function endsIn(timeZone: string, steps: readonly [string, number][]): string[] {
  const source = `
    import { stepEndOf } from "@/app/_shared/chart/step-end";
    const steps = JSON.parse(process.argv[1]);
    console.log(JSON.stringify(steps.map(([at, stepMs]) => stepEndOf(at, stepMs))));
  `;
  const run = ["--import", "tsx", "--input-type=module", "-e", source, JSON.stringify(steps)];
  return JSON.parse(String(execFileSync(process.execPath, run, { env: { ...process.env, TZ: timeZone } })));
}

const HOUR_MS = 3_600_000;

test("a step ends when the next one begins, also where clocks are put back or forward meanwhile", () => {
  const steps: [string, number, string][] = [
    ["2026-10-24T22:00:00.000Z", 6 * HOUR_MS, "2026-10-25T05:00:00.000Z"], // back
    ["2026-10-25T00:00:00.000Z", HOUR_MS, "2026-10-25T01:00:00.000Z"], // the hour that repeats
    ["2026-03-28T23:00:00.000Z", 6 * HOUR_MS, "2026-03-29T04:00:00.000Z"], // forward
    ["2026-11-20T11:00:00.000Z", 6 * HOUR_MS, "2026-11-20T17:00:00.000Z"],
  ];
  const ends = endsIn(
    "Europe/Berlin",
    steps.map(([at, stepMs]) => [at, stepMs]),
  );
  expect(ends).toEqual(steps.map(([, , end]) => end));
});
