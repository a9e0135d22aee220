import { hash } from "node:crypto";

/** SQL with how it is run. A plain string is planned each time, and its instants come as `Date`. */
export type Statement = {
  readonly text: string;
  /** Planned once per connection under this name, where `prepares` allows it. */
  readonly name: string;
  /** `text`: instants come as ISO 8601 text, as in our DTOs, and JSON stays text. */
  readonly instants: "date" | "text";
};

export type Sql = string | Statement;

/**
 * A statement that runs often enough to plan once per connection. For constants only: a connection never frees a name.
 */
export const statement = (text: string, { instants = "date" }: Partial<Statement> = {}): Statement => ({
  text,
  name: `t${hash("sha256", text, "hex").slice(0, 24)}`,
  instants,
});

const known = new Map<string, Statement>();
/** Each connection keeps a plan of each, some 100 KB for a join of three tables. */
const KNOWN_MAX = 200;

/**
 * The same for a text that is put together and has few forms, such as a list's filters. Beyond `KNOWN_MAX` texts the others
 * are planned each time.
 */
export function statementOf(text: string): Sql {
  const found = known.get(text);
  if (found || known.size >= KNOWN_MAX) return found ?? text;
  const made = statement(text);
  known.set(text, made);
  return made;
}

export const textOf = (sql: Sql): string => (typeof sql === "string" ? sql : sql.text);
