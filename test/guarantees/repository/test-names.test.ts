import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What a file may leave behind for the next one in its worker: replaced timers and modules, processes, a server's globals. */
const LEAVES_TRACES =
  /\bvi\.(?!fn\b|wait)|support\/(processes\/|steps)|live\/hub\/hub"|"\.\/hub"|clients\/live-|node:child_process|process\.env|globalThis/;
const SAYS_SO = /\.(isolated|matrix|e2e)\.test\.tsx?$/;
/** They read the environment or start a program, and leave nothing. */
const ALLOWED = /^(app|test\/long|server\/(contract|domain)|test\/guarantees\/repository)\//;

test("a test that replaces modules or timers, or starts processes, says so in its name", () => {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.test.ts", "*.test.tsx"], {
    encoding: "utf8",
  });
  const wrong = files
    .split("\n")
    .filter((file) => file !== "" && !SAYS_SO.test(file) && !ALLOWED.test(file))
    .filter((file) => LEAVES_TRACES.test(readFileSync(file, "utf8")));
  expect(wrong).toEqual([]);
});
