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

export const textOf = (sql: Sql): string => (typeof sql === "string" ? sql : sql.text);
