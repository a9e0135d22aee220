import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultedFiles, seedProject } from "./biome-faults";

const TYPED = "async function work(): Promise<void> {}\nexport function begin(): void {\n  WORK;\n}\n";
const FLOATING = {
  "a call": "work()",
  "a derived promise without a handler": "work().then(() => undefined)",
};
/** How sources end here; the last ending that fits is a file's. */
const ENDINGS = [".ts", ".tsx", ".js", ".cjs", ".mjs", ".test.ts", ".test.tsx", ".spec.ts"];

/** Of the folders that are seeded: rooms and their nouns. */
const DEPTH = 2;

/** A file of each ending that a folder of sources has, by the list of git: folder and ending. */
function kindsOfSources(): [folder: string, ending: string][] {
  const { stdout } = spawnSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" });
  const kinds = stdout
    .split("\n")
    .filter((path) => !path.split("/").includes("generated") && !path.startsWith("docs/"))
    .flatMap((path) => {
      const ending = ENDINGS.findLast((one) => path.endsWith(one));
      return ending === undefined || path.endsWith(".d.ts")
        ? []
        : [`${dirname(path).split("/").slice(0, DEPTH).join("/")} ${ending}`];
    });
  return [...new Set(kinds)].map((kind) => [
    kind.slice(0, kind.lastIndexOf(" ")),
    kind.slice(kind.lastIndexOf(" ") + 1),
  ]);
}

const kinds = kindsOfSources();
const nameOf = ([folder, ending]: readonly [string, string], what: string) =>
  join(folder, `seeded-${what}${ending}`);
const sourceOf = (ending: string, work: string) => {
  const source = TYPED.replace("WORK", work);
  if (ending.includes("ts")) return source;
  return source.replaceAll(/: Promise<void>|: void/g, "").replace(ending === ".cjs" ? "export " : "", "");
};
let project: string;
let faulted: Set<string>;
beforeAll(() => {
  const seeds = kinds.flatMap((kind) => [
    ...Object.values(FLOATING).map(
      (work, n) => [nameOf(kind, `floating-${n}`), sourceOf(kind[1], work)] as const,
    ),
    [nameOf(kind, "handled"), sourceOf(kind[1], "void work()")] as const,
  ]);
  project = seedProject(seeds);
  faulted = faultedFiles(project, "nursery/noFloatingPromises");
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test("the sources of every room are seeded", () => {
  const rooms = new Set(kinds.map(([folder]) => folder.split("/")[0]));
  expect([...rooms]).toEqual(expect.arrayContaining(["app", "bench", "e2e", "scripts", "server", "test"]));
  expect(kinds).toContainEqual(["test/support", ".ts"]);
});

test.each(Object.keys(FLOATING).map((what, n) => [what, n] as const))(
  "%s that floats is refused in every folder and kind of file",
  (_what, n) => {
    const missed = kinds.map((kind) => nameOf(kind, `floating-${n}`)).filter((path) => !faulted.has(path));
    expect(missed).toEqual([]);
  },
);

test("a promise that is left on purpose is accepted", () => {
  expect(kinds.map((kind) => nameOf(kind, "handled")).filter((path) => faulted.has(path))).toEqual([]);
});
