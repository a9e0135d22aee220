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

/**
 * Makes the statements of one place in the code whose text has several forms, such as a list's filters or a change's columns:
 * each form is planned once per connection.
 * @param max as many; further forms are planned each time. Each connection keeps a plan of each, some 100 KB for a join of
 * three tables, and frees none: what callers can combine freely needs a budget of its own.
 */
export function statementForms(max: number): (text: string) => Sql {
  const known = new Map<string, Statement>();
  return (text) => {
    const found = known.get(text);
    if (found || known.size >= max) return found ?? text;
    const made = statement(text);
    known.set(text, made);
    return made;
  };
}

export const textOf = (sql: Sql): string => (typeof sql === "string" ? sql : sql.text);
