import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** `key in TABLE` also finds what every object has: a request with the key `valueOf` would get a function. */
const ASKS_BY_IN = /\b[a-z][\w.]* in [A-Z][A-Z_]{2,}\b/;
const isCode = (line: string) => !/^\s*(\*|\/[/*])|["'`].* in [A-Z].*["'`]/.test(line);

test("no table is asked with the operator in: Object.hasOwn and ownEntry find its own entries only", () => {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "app", "server"], {
    encoding: "utf8",
  });
  const wrong = files
    .split("\n")
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("server/store/generated/"))
    .flatMap((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => isCode(line) && ASKS_BY_IN.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(wrong).toEqual([]);
});
