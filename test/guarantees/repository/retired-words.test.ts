import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { hasStem, STEMS, type Stem, stemOf, wordsIn, wordsOf } from "@/test/support/retired-words";
import { COMMENTED, NAMED } from "./retired-words";

const FOLDERS = ["server", "app", "bench", "test", "e2e", "scripts"];
/** These files list the words. */
const LISTS = /^test\/(guarantees\/repository\/(plain|retired)-words(\.test)?|support\/retired-words)\.ts$/;

/** Files by the name in them that contains a retired word, and the number of retired words in comments. */
const found = { files: new Map<string, string[]>(), commented: new Map<Stem, number>() };

beforeAll(() => {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", ...FOLDERS], {
    encoding: "utf8",
  });
  const paths = listed.split("\n").filter((path) => /\.(tsx?|js)$/.test(path) && !LISTS.test(path));
  expect(paths.length).toBeGreaterThan(1_000);
  for (const path of paths.filter((one) => existsSync(one))) {
    const source = readFileSync(path, "utf8");
    if (!hasStem(source)) continue;
    const { names, commented } = wordsIn(path, source);
    for (const name of names)
      if (wordsOf(name).some(stemOf)) found.files.set(name, [...(found.files.get(name) ?? []), path]);
    for (const stem of commented.flatMap((word) => stemOf(word) ?? []))
      found.commented.set(stem, (found.commented.get(stem) ?? 0) + 1);
  }
});

test("no new name contains a retired word, and no file more has one of the old names", () => {
  const more = [...found.files]
    .filter(([name, files]) => files.length > (NAMED[name] ?? 0))
    .map(
      ([name, files]) => `${name}: ${files.length} files instead of ${NAMED[name] ?? 0}, as ${files.at(-1)}`,
    );
  expect(more).toEqual([]);
});

test("the list of old names has none that no file has any more", () => {
  expect(Object.keys(NAMED).filter((name) => !found.files.has(name))).toEqual([]);
});

test.each(Object.entries(COMMENTED))(
  'comments have at most as many forms of "%s" as before',
  (stem, before) => {
    const [now = 0] = [...found.commented].flatMap(([known, count]) => (known === stem ? [count] : []));
    expect(now).toBeLessThanOrEqual(before);
  },
);

test("every stem is counted in comments", () => {
  expect(Object.keys(COMMENTED).sort()).toEqual(Object.keys(STEMS).sort());
});

test.each([
  ["a constant", "const toldOf = 1;", "toldOf"],
  ["a type", "type NotificationTeller = 1;", "NotificationTeller"],
  ["a parameter", "export const a = (hearers: number) => hearers;", "hearers"],
  ["a key of an object", "export const a = { isTaken: true };", "isTaken"],
  ["a private field", "class A { #asked = 1; }", "asked"],
])("a retired word is found in %s", (_, source, name) => {
  expect([...wordsIn("seeded.ts", source).names].filter((one) => wordsOf(one).some(stemOf))).toEqual([name]);
});

test("the words of comments are found, and longer words are others", () => {
  const { names, commented } = wordsIn(
    "seeded.ts",
    "// It is told to whoever asks.\nconst task = { shelled: 1 };",
  );
  expect(commented.flatMap((word) => stemOf(word) ?? [])).toEqual(["tell", "ask"]);
  expect([...names].filter((name) => wordsOf(name).some(stemOf))).toEqual([]);
});
