import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { rowsText } from "@/scripts/generate-rows.js";
import { MUTANTS } from "@/test/long/mutants";
import { statementsIn, statementsOfServer } from "@/test/support/statements";

describe("browser imports", () => {
  /** Packages that the browser must not load: zod probes `new Function`, which the content security policy reports. */
  const KEPT_OUT = ["zod"];

  test("no screen loads the contract's schemas", async () => {
    const files = readdirSync("app", { recursive: true, encoding: "utf8" }).map((file) => join("app", file));
    const islands = files.filter(
      (file) => /(?<!\.test)\.tsx?$/.test(file) && /^"use client";/.test(readFileSync(file, "utf8")),
    );
    const { metafile } = await build({
      stdin: { contents: islands.map((file) => `import "./${file}";`).join(""), resolveDir: "." },
      write: false,
      bundle: true,
      packages: "external",
      metafile: true,
      platform: "browser",
      external: ["@/app/_actions/*"], // the browser gets their ids only
      jsx: "automatic",
      logLevel: "error",
    });
    const loading = Object.entries(metafile.inputs).filter(([, { imports }]) =>
      imports.some(({ path }) => KEPT_OUT.includes(path)),
    );
    expect(islands.length).toBeGreaterThan(100);
    expect(loading.map(([path]) => path)).toEqual([]);
  });
});

describe("own entries", () => {
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
});

describe("code on demand", () => {
  /** Without `ssr: false` the server renders it: the page has it from the first paint on. */
  const UNTRIED = /\b(lazy\(\(\) => import|dynamic\(\(\) => import[^;]*ssr: false)/;

  test("code that a page loads later is loaded by whenReachable: one that fails once would end the page with what is typed in it", () => {
    const files = execFileSync("git", ["grep", "-lE", "lazy|dynamic", "--", "app/*.tsx"], {
      encoding: "utf8",
    });
    const untried = files.split("\n").filter((file) => {
      const source = file === "" ? "" : readFileSync(file, "utf8").replaceAll(/\s+/g, " ");
      const [, named] = /\blazy\((\w+)\)/.exec(source) ?? [];
      const isNamedUntried = named !== undefined && !/whenReachable/.test(source);
      return isNamedUntried || UNTRIED.test(source.replaceAll("( ()", "(()"));
    });
    expect(untried).toEqual([]);
  });
});

describe("connections", () => {
  /** They have listeners of their own: of the lock that was lost with the connection, and of a pool. */
  const LISTENING =
    /^server\/(lib\/postgres\/connection|store\/backup\/with-backup-lock|store\/_postgres\/lost-connections)\.ts$/;

  test("a connection outside pools is one of connection.ts: without a listener, one that Postgres ends would end the process", () => {
    const files = execFileSync("git", ["grep", "-l", "new pg\\.Client(", "--", "server"], {
      encoding: "utf8",
    });
    expect(files.split("\n").filter((file) => file !== "" && !LISTENING.test(file))).toEqual([]);
  });
});

describe("prisma or sql", () => {
  const statements = statementsOfServer();

  test("a file sends its statements by Prisma Client or by SQL", () => {
    const both = [...statements].filter(([, { prisma, sql }]) => prisma > 0 && sql > 0).map(([path]) => path);
    expect(both).toEqual([]);
  });

  test.each([
    ["prismaOf(tx).label.update({ where })", { prisma: 1, sql: 0 }],
    ["const prisma = prismaOf(tx); prisma.label.findMany({}); prisma.label.count({})", { prisma: 2, sql: 0 }],
    ["labels.create({ name }); map.delete(key)", { prisma: 0, sql: 0 }],
    ["db.query(`\n  select a, b from label where id = $1`, [id])", { prisma: 0, sql: 1 }],
    ["db.query('delete from label where id = $1', [id])", { prisma: 0, sql: 1 }],
    ["const MOVE = statement(`with due as (select 1) update push p set tries = 0`)", { prisma: 0, sql: 1 }],
    ["const SEEN = `join member u on u.id = n.user_id`", { prisma: 0, sql: 1 }],
    ["const HAS = `case when exists (select 1 from label) then 1 end`", { prisma: 0, sql: 1 }],
    ["const text = 'Select a label, or delete from the list'", { prisma: 0, sql: 0 }],
  ])("the statements of %s are found", (source, found) => {
    expect(statementsIn("a.ts", source)).toEqual(found);
  });
});

describe("mutants fit", () => {
  test.each(MUTANTS.map((mutant) => [mutant.title, mutant] as const))(
    "the mutant's text occurs once in its file: %s",
    (_, { file, from }) => {
      const source = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
      expect(source.split(from).length - 1).toBe(1);
    },
  );
});

describe("generated rows", () => {
  type Field = Parameters<typeof field>[0];

  const field = (more: {
    name: string;
    type: string;
    documentation?: string;
    dbName?: string;
    isRequired?: boolean;
    default?: unknown;
  }) => ({ kind: "scalar", isRequired: true, isList: false, ...more });

  const rowsOf = (...fields: Field[]): string =>
    rowsText([
      {
        name: "SmallThing",
        documentation: "@dto ThingDto from @/server/contract/thing",
        fields: [field({ name: "accountId", type: "BigInt" }), ...fields.map(field)],
      },
    ]);

  test("a generated row has each column's type, name, default and DTO field", () => {
    const text = rowsOf(
      { name: "dueAt", dbName: "due_at", type: "DateTime", isRequired: false },
      { name: "state", type: "String", default: "new", documentation: "Where it is.\n@given" },
      { name: "ownerId", type: "BigInt", documentation: "@as owner.id" },
      { name: "ownerName", type: "String", documentation: "@as owner.name" },
      { name: "secret", type: "Json", default: "{}", documentation: "@hidden\n@type Secret" },
    );
    for (const part of [
      'export type SmallThingRow = {\n  dueAt: Date | null;\n  state: ThingDto["state"];\n  ownerId: number;\n  ownerName: ThingDto["owner"]["name"];\n  secret: Secret;\n};',
      '  dueAt: "$.due_at",\n  state: "$.state",\n',
      'SMALL_THING_GIVEN = ["state"]',
      'SMALL_THING_HIDDEN: readonly (keyof SmallThingRow)[] = ["ownerId","ownerName","secret"]',
      'SMALL_THING_JSON: ReadonlySet<string> = new Set(["secret"])',
      'smallThingDefaults = () => ({\n  dueAt: null,\n  state: "new",\n  secret: {},\n})',
      "({\n  dueAt: row.dueAt?.toISOString() ?? null,\n  state: row.state,\n  owner: { id: row.ownerId, name: row.ownerName },\n});",
    ])
      expect(text).toContain(part);
  });

  test("a column that rows do not select is not generated", () => {
    const text = rowsOf({ name: "erasedAt", type: "DateTime", documentation: "@unselected" });
    expect(text).not.toContain("erasedAt");
  });

  test("a mark that the generator does not know is refused", () => {
    expect(() => rowsOf({ name: "state", type: "String", documentation: "@hiden" })).toThrow(
      'state: "/// @hiden" means nothing here',
    );
  });

  test("a JSON column outside the DTO needs a type", () => {
    expect(() => rowsOf({ name: "secret", type: "Json", documentation: "@hidden" })).toThrow('"/// @type"');
  });
});

describe("test names", () => {
  /** What a file leaves behind for the next one in its worker: replaced modules and globals, processes, a profiler. */
  const LEAVES_TRACES =
    /\bvi\.(mock|doMock|resetModules|stubGlobal)\b|support\/(processes\/|steps)|process\.env.*\] =|globalThis/;

  const REPLACES_TIMERS = /\bvi\.(useFakeTimers|setSystemTime)\b/;

  const SAYS_SO = /\.e2e\.test\.ts$/;

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
    const wrong = texts.filter(
      ({ text }) => REPLACES_TIMERS.test(text) && !text.includes("vi.useRealTimers"),
    );
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});
