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

/**
 * The lease of a claimed call (a webhook delivery or a send); a killed process loses it after this. More than the longest
 * call and the writing of its result. A call that could outlast its lease, because the process paused, is not begun
 * (`mayCall`).
 */
const LEASE_S = 60;

/** When a lease that begins now ends. */
export const LEASE_END = (now: string): string => `${now}::timestamptz + make_interval(secs => ${LEASE_S})`;

/** The same on this side. */
export const leaseEnd = (now: Date): Date => new Date(now.getTime() + LEASE_S * 1000);

/** When the call began whose lease ends at `end`. */
export const LEASE_START = (end: string): string => `${end} - make_interval(secs => ${LEASE_S})`;

/** Whether a call of at most `callMs` can still be made and settled before another process may claim it. */
export const mayCall = ({ leaseUntil }: { leaseUntil: Date }, now: Date, callMs: number): boolean =>
  now.getTime() + callMs <= leaseUntil.getTime();

/**
 * Ends a statement: Postgres refuses it unless `written`, a part of it, wrote so many rows. The commit may then be sent before its
 * answer is there.
 */
export const requireRows = (written: string, count: string): string =>
  `select 1 / (count(*) = ${count})::int as "isWritten" from ${written}`;
