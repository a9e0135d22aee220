import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

// Documents name files, scripts and headings of this repository. This fails when a move leaves out a document.

/** Folders that a build or a test run writes: whether they exist depends on what ran before. */
const WRITTEN = new Set(readFileSync(".gitignore", "utf8").split("\n"));
const ROOTS = readdirSync(".", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !WRITTEN.has(`${entry.name}/`))
  .map(({ name }) => name);
const DOCUMENTS = [
  ...readdirSync("."),
  ...ROOTS.flatMap((folder) =>
    readdirSync(folder, { encoding: "utf8", recursive: true }).map((file) => join(folder, file)),
  ),
].filter((file) => file.endsWith(".md"));
const SCRIPTS = new Set(Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts));
const SOURCE = /\.(?:tsx?|jsx?|mjs|cjs|css|md|jsonc)$/;
/** Not a path: an ellipsis, a placeholder in angle brackets or capitals, a URL, a command with arguments. */
const NOT_A_PATH = /[…<>{}\s$]|^[./]|\/\/|(?:^|\/)[A-Z]+(?:\.json)?$|^@|^ipaddr\.js$/;

const withoutBlocks = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, "");
const spans = (text: string) =>
  [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);

/** Whether a span is meant as a path: it names a source file, or begins with a folder of the repository. */
const isPath = (code: string) => {
  if (NOT_A_PATH.test(code)) return false;
  const [first = "", ...rest] = code.split("/");
  return SOURCE.test(code) || (rest.length > 0 && ROOTS.includes(first));
};

/** Of a pattern, the folder before the asterisk counts; a line number does not. */
const exists = (path: string) => existsSync(path.replace(/[^/]*\*.*$/, "").replace(/:\d+$/, ""));

/** A path is written from the root, or from the document's own folder. */
const isMissing = (document: string, path: string) => !exists(path) && !exists(join(dirname(document), path));

const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
const anchors = (text: string) =>
  [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => slug(title));

const isDeadLink = (document: string, link: string) => {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && !anchors(readFileSync(target, "utf8")).includes(anchor);
};

test("the check distinguishes paths from other code", () => {
  expect(
    ["server/lib/postgres", "test/long", "limits.ts", "prisma/migrations/*.sql"].filter(isPath),
  ).toHaveLength(4);
  expect(
    ["/v1/events", "bench/results/NAME.json", "npx vitest run a.ts", "server.busy"].filter(isPath),
  ).toEqual([]);
  expect(isMissing("README.md", "server/commands/no-such-file.ts")).toBe(true);
});

test.each(DOCUMENTS)("every path in %s exists", (document) => {
  const missing = spans(readFileSync(document, "utf8"))
    .filter(isPath)
    .filter((path) => isMissing(document, path));
  expect(missing).toEqual([]);
});

test.each(DOCUMENTS)("every link within the repository in %s leads to a file and a heading", (document) => {
  const links = [...withoutBlocks(readFileSync(document, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
  expect(links.filter((link) => isDeadLink(document, link))).toEqual([]);
});

test.each(DOCUMENTS)("every npm script in %s is one of package.json", (document) => {
  const named = [...readFileSync(document, "utf8").matchAll(/\bnpm run ([a-z][a-z0-9:-]*)/g)].map(
    ([, name = ""]) => name,
  );
  expect(named.filter((name) => !SCRIPTS.has(name))).toEqual([]);
});
