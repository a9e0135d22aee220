import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIALECTS as WALLED_DIALECTS, ROOMS as WALLED_ROOMS, wallsFile } from "../../../scripts/walls.js";
import { faultedFiles, seedProject } from "./biome-faults";

// A second copy of the table of scripts/walls.js: Biome must agree with it for every pair of rooms.
const ROOMS = [
  "domain",
  "contract",
  "store",
  "commands",
  "queries",
  "live",
  "lib",
  "worker",
  "channels",
  "setup",
  "http",
  "trpc",
  "dialects",
] as const;
type Room = (typeof ROOMS)[number];
const MAY_IMPORT: Record<Room, readonly Room[]> = {
  domain: [],
  contract: ["domain"],
  store: ["domain", "contract", "lib"],
  commands: ["domain", "contract", "store", "lib"],
  queries: ["domain", "contract", "store", "lib"],
  live: ["contract", "store", "queries", "lib"],
  lib: [],
  worker: ["domain", "contract", "store", "commands", "lib"],
  channels: ["domain", "contract", "store", "commands", "queries", "live", "lib"],
  setup: ["domain", "contract", "store", "commands", "lib"],
  http: ["domain", "contract", "commands", "queries", "live", "lib", "trpc", "channels"],
  trpc: ["domain", "contract", "commands", "queries", "live", "lib"],
  dialects: ["domain", "contract", "commands", "queries", "live", "lib"],
};
/** Folders of `app/` that run in the browser, from the ground up; those of the last floor are the screens. */
const FLOORS = [
  ["_lib"],
  ["_ui"],
  ["_shared"],
  ["_shell"],
  ["_inbox", "_contacts", "_undelivered", "_search", "_settings"],
];
const ISLANDS = FLOORS.flat();
const floorOf = (folder: string) => FLOORS.findIndex((floor) => floor.includes(folder));

/** Rooms outside `server/`: the path of a file in each, and what it may import. */
const SCREENS = {
  page: { folder: "app/(agent)/inbox", name: "page.tsx", may: ["contract", "commands", "queries", "lib"] },
  // Calls the procedures that the islands call, before the browser can.
  prefetch: {
    folder: "app/(agent)",
    name: "prefetch.tsx",
    may: ["contract", "commands", "queries", "lib", "trpc"],
  },
  action: { folder: "app/_actions", name: "x.ts", may: ["contract", "commands", "queries", "lib", "trpc"] },
  ...Object.fromEntries(
    ISLANDS.map((name) => [name, { folder: `app/${name}`, name: "part.tsx", may: ["contract"] as const }]),
  ),
  "route file": { folder: "app/api", name: "route.ts", may: [] },
} satisfies Record<string, { folder: string; name: string; may: readonly Room[] }>;

type Case = { file: string; specifier: string; isAllowed: boolean };
const cases: Case[] = [];
let project: string;
let faulted: Set<string>;

for (const room of ROOMS) {
  for (const other of ROOMS.filter((name) => name !== room)) {
    const isAllowed = MAY_IMPORT[room].includes(other);
    cases.push({
      file: `server/${room}/by-alias-${other}.ts`,
      specifier: `@/server/${other}/thing`,
      isAllowed,
    });
    cases.push({
      file: `server/${room}/inner/by-alias-${other}.ts`,
      specifier: `@/server/${other}/thing`,
      isAllowed,
    });
    if (isAllowed) continue;
    cases.push({ file: `server/${room}/by-path-${other}.ts`, specifier: `../${other}/thing`, isAllowed });
    cases.push({
      file: `server/${room}/inner/by-path-${other}.ts`,
      specifier: `../../${other}/thing`,
      isAllowed,
    });
  }
  const add = (name: string, specifier: string, isAllowed: boolean) =>
    cases.push({ file: `server/${room}/${name}.ts`, specifier, isAllowed });
  add("own", "./thing", true);
  add("main", "@/server/main", false);
  add("screen", "@/app/_ui/button", false);
  add("sql", "pg", room === "store" || room === "lib");
  add("prisma", "@prisma/client", room === "store");
}
for (const [kind, { folder, name, may }] of Object.entries(SCREENS)) {
  for (const other of ROOMS) {
    const isAllowed = may.some((room) => room === other);
    const slug = `${kind.replace(" ", "-")}-${other}`;
    cases.push({ file: `${folder}/${slug}/${name}`, specifier: `@/server/${other}/thing`, isAllowed });
  }
  cases.push({ file: `${folder}/sql/${name}`, specifier: "pg", isAllowed: false });
}
for (const folder of ISLANDS)
  for (const other of ISLANDS)
    cases.push({
      file: `app/${folder}/floors/${other}.tsx`,
      specifier: `@/app/${other}/thing`,
      isAllowed: other === folder || floorOf(other) < floorOf(folder),
    });
/** The rooms inside a dialect, and the edge around them: what of the same dialect each may import. */
const INSIDE: Record<"edge" | DialectRoom, { may: readonly Room[]; own: readonly DialectRoom[] }> = {
  edge: { may: MAY_IMPORT.dialects, own: ["domain", "commands", "queries"] },
  domain: { may: ["domain"], own: ["domain"] },
  store: { may: ["store", ...MAY_IMPORT.store], own: ["domain", "store"] },
  commands: { may: ["commands", ...MAY_IMPORT.commands], own: ["domain", "store", "commands"] },
  queries: { may: ["queries", ...MAY_IMPORT.queries], own: ["domain", "store", "queries"] },
};
type DialectRoom = "domain" | "store" | "commands" | "queries";
const DIALECT_ROOMS: readonly DialectRoom[] = ["domain", "store", "commands", "queries"];
for (const [inside, { may, own }] of Object.entries(INSIDE)) {
  const folder = `server/dialects/wukongim/${inside === "edge" ? "messages" : inside}`;
  const add = (name: string, specifier: string, isAllowed: boolean) =>
    cases.push({ file: `${folder}/${name}.ts`, specifier, isAllowed });
  for (const room of ROOMS.filter((name) => name !== "dialects"))
    add(`of-core-${room}`, `@/server/${room}/thing`, may.includes(room));
  for (const room of DIALECT_ROOMS)
    add(`of-own-${room}`, `@/server/dialects/wukongim/${room}/thing`, own.includes(room));
  add("of-own-edge", "@/server/dialects/wukongim/messages/thing", inside === "edge");
  add("of-another", "@/server/dialects/chatwoot/json/thing", false);
  add("of-another-store", "@/server/dialects/chatwoot/store/thing", false);
  add("sql", "pg", inside === "store");
  add("prisma", "@prisma/client", inside === "store");
}
cases.push({
  file: "server/http/dialects.ts",
  specifier: "@/server/dialects/wukongim/dialect",
  isAllowed: true,
});
cases.push({ file: "app/api/hono/route.ts", specifier: "@/server/http/app", isAllowed: true });
cases.push({ file: "app/_lib/trpc.ts", specifier: "@/server/trpc/router", isAllowed: true });
cases.push({ file: "server/domain/package.ts", specifier: "zod", isAllowed: false });
cases.push({ file: "server/contract/package.ts", specifier: "zod", isAllowed: true });
cases.push({ file: "server/contract/system.ts", specifier: "node:fs", isAllowed: false });

/** One file with one import for each case, in a project with only this configuration. */
beforeAll(() => {
  project = seedProject(
    cases.map(({ file, specifier }) => [file, `import { thing } from "${specifier}";\nthing();\n`]),
  );
  faulted = faultedFiles(project, "style/noRestrictedImports");
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const folders = [
  ...ROOMS.map((room) => `server/${room}/`),
  ...["messages", ...DIALECT_ROOMS].map((inside) => `server/dialects/wukongim/${inside}/`),
  ...Object.values(SCREENS).map(({ folder }) => `${folder}/`),
];

test.each(folders)(
  "the wall of %s refuses every seeded violation and accepts every allowed import",
  (folder) => {
    const seeded = cases.filter(({ file }) => file.startsWith(folder));
    const wrong = seeded.filter(({ file, isAllowed }) => faulted.has(file) === isAllowed);
    expect(wrong).toEqual([]);
    expect(new Set(seeded.map(({ isAllowed }) => isAllowed))).toEqual(new Set([true, false])); // both occur
  },
);

test("biome.walls.json is generated from the table of scripts/walls.js", () => {
  expect(readFileSync("biome.walls.json", "utf8")).toBe(wallsFile());
});

test("every room of server/, every dialect and every private folder of app/ has a wall", () => {
  const rooms = foldersOf("server").filter((name) => name !== "generated");
  expect(rooms.filter((name) => !(name in WALLED_ROOMS))).toEqual([]);
  expect(foldersOf("server/dialects")).toEqual(WALLED_DIALECTS);
  const onServer = ["_auth", "_actions"];
  const islands = foldersOf("app").filter((name) => name.startsWith("_") && !onServer.includes(name));
  expect(islands.filter((name) => !ISLANDS.includes(name))).toEqual([]);
});

describe("imports that are for types only", () => {
  /** The rooms inside a dialect import what the rooms of these names do. */
  const IN_DIALECT_ROOM = /^server\/dialects\/[^/]+\/(domain|store|commands|queries)\//;
  // Biome does not distinguish `import type` from `import`, so imports allowed as types are checked here.
  const TYPES_ONLY = [
    { folders: ["server/http", "server/trpc", "server/dialects"], of: /@\/server\/domain\// },
    {
      folders: [...ISLANDS.map((name) => `app/${name}`)],
      of: /server\/trpc\//,
    },
    // Sentences for developers, which no browser needs to load.
    { folders: ["app", "server/contract"], of: /\/refusal-sentences/ },
  ];

  test.each(TYPES_ONLY)("$folders import $of as types", ({ folders, of }) => {
    const sources = folders.flatMap(sourcesIn).filter((file) => !IN_DIALECT_ROOM.test(file));
    const faults = sources.flatMap((file) =>
      valueImports(readFileSync(file, "utf8"), of).map((line) => `${file}: ${line}`),
    );
    expect(faults).toEqual([]);
  });

  test("the check finds a seeded value import and accepts a type import", () => {
    const of = /\/domain\//;
    expect(valueImports('import { nextStatus } from "@/server/domain/message/tick";', of)).toHaveLength(1);
    expect(valueImports('import {\n  nextStatus,\n} from "../domain/tick";', of)).toHaveLength(1);
    expect(valueImports('export { nextStatus } from "../domain/tick";', of)).toHaveLength(1);
    expect(valueImports('import type { Tick } from "@/server/domain/message/tick";', of)).toEqual([]);
    expect(valueImports('import { z } from "zod";\nimport type { Tick } from "../domain/tick";', of)).toEqual(
      [],
    );
  });
});

const foldersOf = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

function sourcesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => /(?<!\.test)\.tsx?$/.test(name)).map((name) => join(folder, name));
}

/** The import and re-export statements of a source that bring values from a module matching `of`. */
function valueImports(source: string, of: RegExp): string[] {
  const statements = source.match(/^(?:import|export)\b[^;"]*?from "[^"]+"|^import "[^"]+"/gm) ?? [];
  return statements.filter((statement) => of.test(statement) && !/^(import|export) type\b/.test(statement));
}
