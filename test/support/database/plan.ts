import pg from "pg";
import { type Database, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { watchDatabase } from "./database";

type Node = {
  "Node Type": string;
  "Parent Relationship"?: string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
};

/** What one executed statement read, and how. */
export type Reading = {
  /** Tables scanned whole, without small ones. */
  seqScans: string[];
  indexes: string[];
  /** Rows read from tables and indexes, including those filtered out, without small tables. */
  rowsRead: number;
  /** The most rows that one sort received. */
  rowsSorted: number;
  plan: Node;
};

/** Runs a query under `explain (analyze)`. Returns what each of its statements read. */
export async function readPlans(
  database: Database,
  query: (database: Database) => Promise<unknown>,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  await query(
    watchDatabase(database, async (db, text, values) => {
      const explained = await db.query<{ "QUERY PLAN": [{ Plan: Node }] }>(
        `explain (analyze, buffers, format json) ${text}`,
        values,
      );
      readings.push(readingOf(one(explained)["QUERY PLAN"][0].Plan));
    }),
  );
  return readings;
}

/**
 * The same by the plans that a connection keeps after some calls, which do not depend on the parameters if Postgres thinks
 * that cheaper. `database` has one connection. Prepares every statement itself: a place in the code names only as many as
 * its budget allows, and test files that share a worker share the budget.
 */
export async function readKeptPlans(
  database: Database,
  query: (database: Database) => Promise<unknown>,
): Promise<Reading[]> {
  const prepared = watchDatabase(database, async (db, text, values) => {
    await db.query(statement(text), values);
  });
  for (let i = 0; i < CALLS_UNTIL_KEPT; i++) await query(prepared);
  const readings: Reading[] = [];
  await query(
    watchDatabase(database, async (db, text, values = []) => {
      const explained = await db.query<{ "QUERY PLAN": [{ Plan: Node }] }>(
        `explain (analyze, buffers, format json) execute ${statement(text).name}(${values.map(literal).join(", ")})`,
      );
      readings.push(readingOf(one(explained)["QUERY PLAN"][0].Plan));
    }),
  );
  return readings;
}

/** Postgres decides after five. */
const CALLS_UNTIL_KEPT = 6;

const literal = (value: unknown): string =>
  value === null ? "null" : pg.escapeLiteral(Array.isArray(value) ? `{${value.join(",")}}` : String(value));

function readingOf(plan: Node): Reading {
  const nodes = all(plan);
  const scans = nodes.filter((node) => node["Node Type"].includes("Scan") && isOfATable(node));
  const sorts = nodes.filter((node) => node["Node Type"].includes("Sort"));
  return {
    seqScans: scans.flatMap((node) =>
      node["Node Type"] === "Seq Scan" ? [node["Relation Name"] ?? "?"] : [],
    ),
    indexes: [...new Set(nodes.flatMap((node) => node["Index Name"] ?? []))].sort(),
    rowsRead: sum(scans.map(rowsOf)),
    rowsSorted: Math.max(0, ...sorts.map((node) => sum(inputsOf(node).map(rowsOf)))),
    plan,
  };
}

/** Tables that may be read whole: an account's inboxes, the heads of the log, deltas not yet folded. */
const SMALL = ["account_head", "conversation_total", "counter_delta", "inbox", "relay_state"];

/** Scans of other nodes' output. A bitmap's rows count where they are read from the table. */
const OVER_ROWS = new Set(["Bitmap Index Scan", "Subquery Scan", "Function Scan", "CTE Scan", "Values Scan"]);

const isOfATable = (node: Node): boolean =>
  !OVER_ROWS.has(node["Node Type"]) && !SMALL.includes(node["Relation Name"] ?? "");

const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)];
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const inputsOf = ({ Plans = [] }: Node): Node[] =>
  Plans.filter((node) => node["Parent Relationship"] === "Outer");

const rowsOf = (node: Node): number =>
  Math.round(
    node["Actual Loops"] *
      (node["Actual Rows"] +
        (node["Rows Removed by Filter"] ?? 0) +
        (node["Rows Removed by Index Recheck"] ?? 0)),
  );
