import pg from "pg";

const INT8 = 20;
const INT8_ARRAY = 1016;
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

/** bigint, also in arrays, and numeric as numbers: ids and counts stay far below 2^53. Applies to Tickline's connections only. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === INT8 || oid === NUMERIC) return Number;
    if (oid === INT8_ARRAY) return parseIds;
    return oid === TIMESTAMPTZ ? parseInstant : pg.types.getTypeParser(oid, format as "text");
  },
};

/** Parses `{1,2}`: an array of one dimension without nulls. */
const parseIds = (text: string): number[] => (text === "{}" ? [] : text.slice(1, -1).split(",").map(Number));

const parseAnyInstant: (text: string) => unknown = pg.types.getTypeParser(TIMESTAMPTZ, "text");

/** Parses `2026-11-20 09:00:00.123+00`, the format of a session in UTC; other formats go to the default parser. */
function parseInstant(text: string): unknown {
  if (!text.endsWith("+00") || text.length < 22 || text.length > 26 || text[4] !== "-")
    return parseAnyInstant(text);
  const at = new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  return Number.isNaN(at.getTime()) ? parseAnyInstant(text) : at;
}

const JSON_TYPES = [114, 3802];

/** For Prisma Client, which parses JSON itself. */
export const rawTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    JSON_TYPES.includes(oid) || oid === INT8_ARRAY
      ? rawParser(oid)
      : types.getTypeParser(oid, format as "text"),
};

const rawParser = (oid: number) => (JSON_TYPES.includes(oid) ? String : pg.types.getTypeParser(oid, "text"));

/** For statements marked `asText`. */
export const textTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === TIMESTAMPTZ) return instantText;
    return JSON_TYPES.includes(oid) ? String : types.getTypeParser(oid, format as "text");
  },
};

/** `2026-11-20 09:00:00.12+00` as `2026-11-20T09:00:00.120Z`: what `toISOString` would give, without a Date. */
export function instantText(text: string): string {
  if (!PLAIN_INSTANT.test(text)) {
    const at = parseAnyInstant(text);
    return at instanceof Date ? at.toISOString() : String(at);
  }
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, "0").slice(0, 3)}Z`;
}

const PLAIN_INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/;
