import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/**
 * Rooms without transactions of their own: what they change goes through `run`. In a dialect that is its edge and its queries,
 * not its commands and its store.
 */
const ROOMS = [
  "server/files",
  "server/queries",
  "server/http",
  "server/dialects",
  "server/trpc",
  "server/live",
];
const IN_TRANSACTION = /^server\/dialects\/[^/]+\/(commands|store)\//;
const WRITES =
  /\b(insert into|delete from|update (only )?[a-z_"]+( (as )?[a-z]+)? set)\b|\bprisma\w*(\([^)]*\))?\.\w+\.(create|update|upsert|delete)/i;

/** The bookkeeping that ARCHITECTURE.md names: functions of the store, by their file. */
const BOOKKEEPING = {
  "files/files": ["deleteUnattached", "insertFile", "saveNotTaken", "saveStored"],
  "files/upload-usage": ["reserveUpload", "returnUpload"],
  "credentials/sessions": ["markSessionSeen"],
  "credentials/find-token": ["markTokenRead", "markTokenUsed"],
  "inboxes/channel-connection": ["requestReconnect"],
  "inboxes/reply-takers": ["markInboxSocket"],
};

/** What a file imports from a store, as `noun/file name`; from that of a dialect as `dialects/name/store/file name`. */
function importedFromStore(source: string): string[] {
  const imports = source.matchAll(
    /import \{([^}]*)\} from "@\/server\/(?:store\/([^"]+)|(dialects\/[^/]+\/store\/[^"]+))"/g,
  );
  return [...imports].flatMap(([, names = "", file = "", ofDialect]) =>
    names
      .split(",")
      .map((name) => name.trim().split(" as ")[0] ?? "")
      .filter((name) => name !== "" && !name.startsWith("type "))
      .map((name) => `${ofDialect ?? file} ${name}`),
  );
}

/** Whether an exported function of the store contains a statement that writes. */
function writes(imported: string): boolean {
  const [file = "", name = ""] = imported.split(" ");
  const path = file.startsWith("dialects/") ? `server/${file}.ts` : `server/store/${file}.ts`;
  if (!existsSync(path)) return false;
  const source = readFileSync(path, "utf8");
  const begin = source.search(new RegExp(`\\b(function\\*?|const) ${name}\\b`));
  if (begin < 0) return false;
  const [declaration = ""] = source.slice(begin).split(/\n\n(?=\S)/, 1);
  return WRITES.test(declaration);
}

test("beside `run`, edges, queries and files write bookkeeping alone", () => {
  const sources = ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: "utf8" })
      .map((file) => `${room}/${file}`)
      .filter((file) => /(?<!\.test)\.ts$/.test(file) && !IN_TRANSACTION.test(file))
      .map((file) => readFileSync(file, "utf8")),
  );
  const written = new Set(sources.flatMap(importedFromStore).filter(writes));
  const named = Object.entries(BOOKKEEPING).flatMap(([file, names]) =>
    names.map((name) => `${file} ${name}`),
  );
  expect([...written].sort()).toEqual(named.sort());
});

test("a write of a dialect's own store is found where its queries import it", () => {
  const source = 'import { findPlaces, putPlace } from "@/server/dialects/wukongim/store/places";';
  expect(importedFromStore(source).filter(writes)).toEqual(["dialects/wukongim/store/places putPlace"]);
});

test.each([
  ["insert into file (id) values ($1)", true],
  ["update api_token t set last_used_at = $1", true],
  ["prismaOf(db).label.create({})", true],
  ["select id from file for update", false],
])("a statement that writes is found: %s", (statement, isFound) => {
  expect(WRITES.test(statement)).toBe(isFound);
});
