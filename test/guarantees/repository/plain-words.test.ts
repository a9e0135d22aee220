import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Words that no exported name may contain, each with its replacement. */
const RETIRED: Readonly<Record<string, string>> = {
  ask: "request",
  asked: "requested",
  asker: "request context",
  asks: "requests",
  bell: "wake signal, process bus or notifications",
  beside: "preloaded or ephemeral",
  chore: "scheduled job",
  chores: "scheduled jobs",
  companion: "event context",
  companions: "event contexts",
  doorbell: "process bus",
  forget: "delete or clear",
  forgets: "deletes or clears",
  gathered: "batch",
  greet: "send initial state",
  hands: "keyed limiter",
  hear: "receive or on message",
  heard: "received",
  held: "undo window, legal hold, coalesced or frozen",
  housekeeping: "scheduled jobs",
  look: "variant or poll",
  looks: "variants or polls",
  owe: "fan out",
  owed: "due",
  owes: "fans out",
  said: "message or report",
  say: "post, send or describe",
  says: "posts or sends",
  surroundings: "receipt context",
  tell: "publish, record or notify",
  tells: "publishes, records or notifies",
  told: "event, published or sent",
  wish: "topic request",
  wishes: "topic requests",
};

/** The words of a camelCase, PascalCase or UPPER_CASE name, in lower case. */
const wordsOf = (name: string): string[] =>
  name.split(/_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());

/** The exported names of formatted source, where every top-level export begins its line. */
function exportedNames(source: string): string[] {
  const declared = source.matchAll(
    /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|type|interface) (\w+)/gm,
  );
  const listed = source.matchAll(/^export (?:type |const |let )?\{([^}]*)\}/gm);
  return [
    ...[...declared].map(([, name = ""]) => name),
    ...[...listed].flatMap(([, list = ""]) =>
      list.split(",").map((item) => /(\w*)\s*$/.exec(item)?.[1] ?? ""),
    ),
  ];
}

const retiredIn = (path: string, source: string): string[] =>
  exportedNames(source).flatMap((name) =>
    wordsOf(name).flatMap((word) =>
      Object.hasOwn(RETIRED, word) ? [`${path}: ${name} (instead of "${word}": ${RETIRED[word]})`] : [],
    ),
  );

test("an exported name contains no retired word", () => {
  const listed = execFileSync("git", ["ls-files", "-z", "server", "app", "bench", "test"], {
    encoding: "utf8",
  });
  const files = listed.split("\0").filter((path) => /\.tsx?$/.test(path));
  expect(files.length).toBeGreaterThan(1_000);
  expect(files.flatMap((path) => retiredIn(path, readFileSync(path, "utf8")))).toEqual([]);
});

test.each([
  ["a function", "export function tellMember() {}", "tellMember"],
  ["a constant", "export const TOLD_MAX = 1;", "TOLD_MAX"],
  ["a type", "export type HTTPDoorbell = 1;", "HTTPDoorbell"],
  ["a destructured constant", "export const { a: owedRows } = rows;", "owedRows"],
  ["a list of exports", "const a = 1;\nexport { a as isHeld };", "isHeld"],
])("a retired word is found in %s", (_, source, name) => {
  expect(retiredIn("seeded.ts", source)).toEqual([expect.stringContaining(`seeded.ts: ${name} (`)]);
});

test("a longer word that contains a retired one is allowed, and so is a name that is not exported", () => {
  expect(
    retiredIn("seeded.ts", "export const task = 1;\nexport const shelled = 2;\nconst told = 3;"),
  ).toEqual([]);
});
