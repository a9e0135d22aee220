/**
 * What stands in a scene's rows for what each copy has of its own. Ids have 13 digits, which no other number has: 7, the kind,
 * seven zeros, the scene, and the place in the scene from 0.
 */
export const KINDS = {
  contact: 71,
  contact_inbox: 72,
  conversation: 73,
  message: 74,
  delivery: 75,
  seq: 76,
  display: 77,
  inbox: 78,
  agent: 79,
} as const;
type Kind = keyof typeof KINDS;

export const idOf = (kind: number, scene: number, place: number): number =>
  kind * 10 ** 11 + scene * 1_000 + place;

/** Of the scene's contact. */
export const marksOf = (scene: number) => ({
  name: `zqx${scene}name`,
  mail: `zqx${scene}mail@example.test`,
  source: `zqx${scene}source`,
});
export const textMark = (nth: number): string => `zqxtext${nth}z`;

/** Scenes are played one a day, in a time that is no other. */
export const BEGIN_MS = Date.UTC(2031, 0, 5);
export const SCENE_DAY_MS = 24 * 3_600_000;

/** A row's columns as Postgres writes them. */
export type Row = Readonly<Record<string, string | null>>;
export type SceneTable = {
  name: string;
  columns: readonly { name: string; type: string }[];
  rows: readonly Row[];
};
export type Scene = { nth: number; tables: readonly SceneTable[]; counts: Readonly<Record<Kind, number>> };

const ID = "7[1-9]0{7}\\d{4}";
const INSTANT = "2031-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|\\+00)";
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const MARK = new RegExp(
  `(${ID}|${INSTANT}|${UUID}|zqx\\dname|zqx\\dmail@example\\.test|zqx\\dsource|zqxtext\\d+z)`,
);

/** Whether a text has a mark of the scene's contact, conversations or messages. */
export const isOfScene = (text: string, nth: number): boolean =>
  new RegExp(`7[1-7]0{7}${nth}\\d{3}`).test(text);

/** A value as an expression of a copy `x` (see `takeCopies`). */
export function expressionOf(value: string | null, type: string, nth: number): string {
  if (value === null) return `null::${type}`;
  const parts = value.split(MARK);
  if (parts.length === 1) return `${quoted(value)}::${type}`;
  const [before, mark = "", after] = parts;
  if (parts.length === 3 && before === "" && after === "")
    return `(${markValue(mark, nth, type)})${type.startsWith("json") ? "::text" : ""}::${type}`;
  const format = parts.map((part, at) => (at % 2 === 0 ? part.replaceAll("%", "%%") : "%s")).join("");
  const marks = parts.filter((_, at) => at % 2 === 1).map((part) => markValue(part, nth, "text"));
  return `format(${quoted(format)}, ${marks.join(", ")})::${type}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function markValue(mark: string, nth: number, type: string): string {
  const [, kind, place] = /^(7[1-9])0{7}\d(\d{3})$/.exec(mark) ?? [];
  if (kind && place) return idValue(Number(kind), Number(place));
  if (mark.startsWith("2031-")) return instantValue(mark, nth, type);
  const [, text] = /^zqxtext(\d+)z$/.exec(mark) ?? [];
  if (text) return `x.text${text}`;
  if (mark.startsWith("zqx")) return `x.${mark.slice("zqx0".length).replace("@example.test", "")}`;
  return uuidValue(mark, type);
}

/** The n-th of a kind in all copies of a batch have successive ids: what is written at one time lies together. */
function idValue(kind: number, place: number): string {
  if (kind === KINDS.inbox) return "x.inbox_id";
  if (kind === KINDS.agent) return "x.agent_id";
  const [name = ""] = Object.entries(KINDS).find(([, number]) => number === kind) ?? [];
  const nthOfKind = kind === KINDS.seq || kind === KINDS.display ? place - 1 : place;
  return `(x.${name}_base + ${nthOfKind}::bigint * x.copies + x.rank)`;
}

function instantValue(mark: string, nth: number, type: string): string {
  const iso = mark.replace(" ", "T").replace("+00", "Z");
  const ms = Date.parse(iso) - BEGIN_MS - nth * SCENE_DAY_MS;
  const at = `x.at + interval '${ms} ms'`;
  return type.startsWith("timestamp") ? `(${at})` : `to_char(${at}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** The same for the same copy. It begins with the time, as those of the product do. */
const uuidValue = (mark: string, type: string): string =>
  `(x.uuid_start || substr(md5(x.n || '${mark}'), 1, 19))::uuid${type === "text" ? "::text" : ""}`;
