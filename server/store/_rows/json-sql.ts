/**
 * SQL that writes the JSON of DTOs, for rows that are only copied to the wire: Postgres writes the text, and Node neither
 * parses nor serialises it. In values `$.` stands for the table's alias, as in column maps.
 */

/** Names → SQL of their values. */
type Values = Readonly<Record<string, string>>;

/** An instant as in our DTOs: `2026-11-20T09:00:00.123Z`. Columns have milliseconds. */
export const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A JSON object of columns or other values. */
export const jsonOf = (values: Values): string =>
  `(select to_json(o) from (select ${Object.entries(values)
    .map(([name, value]) => `${value} as "${name}"`)
    .join(", ")}) o)`;

/** Further members of an object: SQL of the JSON of each; absent where it is null. */
type Members = Readonly<Record<string, string>>;

/** The text of a JSON object: `values`, then `members`. A member that is null without being absent is the JSON `null`. */
export const jsonText = (alias: string, values: Values, members: Members = {}): string => {
  const more = Object.entries(members).map(([name, json]) => `, ',"${name}":' || (${json})::text`);
  return `concat(left(${jsonOf(values)}::text, -1)${more.join("")}, '}')`.replaceAll("$.", `${alias}.`);
};
