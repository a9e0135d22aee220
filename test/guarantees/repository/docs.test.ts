import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  describeLicences,
  FILE,
  isAllowed,
  OWN_FILES,
  productionPackages,
  readLock,
  refusedPackages,
} from "@/scripts/licences.js";
import { readEnv } from "@/server/lib/env/env";
import { RELEASE } from "@/server/lib/process/release";

describe("docs paths", () => {
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
  const isMissing = (document: string, path: string) =>
    !exists(path) && !exists(join(dirname(document), path));

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
});

describe("changelog", () => {
  const sections = [
    ...readFileSync("CHANGELOG.md", "utf8").matchAll(/^## \[(.+?)\](?: - (\d{4}-\d{2}-\d{2}))?$/gm),
  ].map(([, name, date]) => ({ name, date }));

  test("the changelog has a dated section of this release, after what is not released yet", () => {
    expect(sections[0]).toEqual({ name: "Unreleased", date: undefined });
    expect(sections.find(({ name }) => name === RELEASE)?.date).toBeDefined();
  });
});

describe("rate limits", () => {
  const env = readEnv({});

  const LIMITS = {
    token: env.RATE_LIMIT_TOKEN,
    session: env.RATE_LIMIT_SESSION,
    address: env.RATE_LIMIT_ADDRESS,
    refused: env.RATE_LIMIT_REFUSED,
    expensive: env.RATE_LIMIT_EXPENSIVE,
    sockets: env.RATE_LIMIT_SOCKETS,
  };

  const [, section = ""] = readFileSync("docs/api.md", "utf8").split("\n## Rate limits\n");

  const [text = ""] = section.split("\n## ");

  const figures = (n: number) => n.toLocaleString("en");

  test.each(Object.entries(LIMITS))("docs/api.md states the default of the rate limit %s", (name, limit) => {
    if (!limit) throw new Error("every limit has a default");
    const [row = ""] = text.split("\n").filter((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toContain(`| ${figures(limit.perSecond)} a second, ${figures(limit.burst)} at once |`);
  });

  test("docs/api.md shows the headers of a token's limit", () => {
    const limit = LIMITS.token;
    if (!limit) throw new Error("every limit has a default");
    const { burst, perSecond } = limit;
    expect(text).toContain(
      `A token has ${figures(burst)} requests at once, and ${figures(perSecond)} more each second`,
    );
    expect(text).toContain(`RateLimit-Policy: "token";q=${burst};w=${Math.ceil(burst / perSecond)}`);
  });
});

describe("licences", () => {
  const packages = productionPackages(readLock());

  test("the list of third-party licences is that of the lock file: else run `npm run licences`", () => {
    expect(readFileSync(FILE, "utf8") === describeLicences(packages)).toBe(true);
    for (const name of ["next", "sharp", "@fontsource-variable/inter"])
      expect(packages.map((one) => one.name)).toContain(name);
  });

  test("every production package has a licence that is allowed", () => {
    expect(refusedPackages(packages)).toEqual([]);
  });

  test("a package without a licence, or with one that is not allowed, is refused; development packages are not listed", () => {
    const lock = {
      packages: {
        "": { version: "1.0.0" },
        "node_modules/a": { version: "1.0.0" },
        "node_modules/b": { version: "1.0.0", license: "AGPL-3.0" },
        "node_modules/c/node_modules/@d/e": { version: "2.0.0", license: "MIT" },
        "node_modules/f": { version: "1.0.0", license: "SSPL-1.0", dev: true },
      },
    };
    const found = productionPackages(lock);
    expect(found.map(({ name }) => name)).toEqual(["@d/e", "a", "b"]);
    expect(refusedPackages(found).map(({ licence }) => licence)).toEqual(["none stated", "AGPL-3.0"]);
  });

  test.each([
    ["MIT", true],
    ["MIT and ISC", true],
    ["(MIT OR GPL-3.0)", true],
    ["Apache-2.0 AND (GPL-3.0 OR AGPL-3.0)", false],
    ["MIT AND GPL-3.0", false],
    ["MIT GPL-3.0", false],
    ["toString", false],
    ["", false],
  ])("the expression %j is allowed: %s", (licence, isExpected) => {
    expect(isAllowed(licence)).toBe(isExpected);
  });

  test("every image and font that the product serves from its own folders is listed", () => {
    const tracked = execFileSync("git", ["ls-files", "app", "public"], { encoding: "utf8" });
    const files = tracked
      .split("\n")
      .filter((file) => /\.(png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf)$/.test(file));
    expect(files.sort()).toEqual([...OWN_FILES].sort());
  });
});

describe("productionPackages", () => {
  const manifest = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync("package.json", "utf8")));

  test("Prisma's command line is no production dependency, and the image removes what an optional peer keeps", () => {
    expect(Object.keys(manifest.dependencies)).not.toContain("prisma");
    const installs = /^RUN (npm ci --omit=dev .*)$/m.exec(readFileSync("Dockerfile", "utf8"))?.[1];
    expect(installs).toMatch(/&& npm uninstall --no-save --omit=dev .*\bprisma &&/);
  });

  test("a build after `npm ci --omit=dev` finds Prisma's command line, by the client's optional peer", () => {
    expect(productionPackages(readLock()).map(({ name }) => name)).toContain("prisma");
  });
});
