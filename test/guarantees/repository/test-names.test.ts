import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What a file leaves behind for the next one in its worker: replaced modules and globals, processes, a profiler. */
const LEAVES_TRACES =
  /\bvi\.(mock|doMock|resetModules|stubGlobal)\b|support\/(processes\/|steps)|process\.env.*\] =|globalThis/;
const REPLACES_TIMERS = /\bvi\.(useFakeTimers|setSystemTime)\b/;
const SAYS_SO = /\.(isolated(\.matrix)?|e2e)\.test\.tsx?$/;
/** They read the environment or start a program, and leave nothing. */
const ALLOWED = /^(app|test\/long|server\/(contract|domain)|test\/guarantees\/repository)\//;

const texts = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.test.ts", "*.test.tsx"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && !SAYS_SO.test(file) && existsSync(file))
  .map((file) => ({ file, text: readFileSync(file, "utf8") }));

test("a test that replaces modules or globals, or starts processes, says so in its name", () => {
  const wrong = texts.filter(({ file, text }) => !ALLOWED.test(file) && LEAVES_TRACES.test(text));
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test("a test that replaces timers puts the real ones back, because the next file in its worker needs them", () => {
  const wrong = texts.filter(({ text }) => REPLACES_TIMERS.test(text) && !text.includes("vi.useRealTimers"));
  expect(wrong.map(({ file }) => file)).toEqual([]);
});
