/** A node of `explain (format json, verbose)`. */
export type PlanNode = {
  "Node Type": string;
  "Relation Name"?: string;
  "Subplan Name"?: string;
  "Index Cond"?: string;
  Filter?: string;
  Alias?: string;
  Plans?: PlanNode[];
};

type Bounds = {
  /** The accounts that its conditions name as constants. */
  accounts: ReadonlySet<number>;
  /** Tables that are read without a condition on the account, each with its other conditions. */
  beyond: readonly string[];
};

/** A table that a plan reads, by its alias there, which occurs once in a plan. */
type Scan = { alias: string; table: string; subplan: string | undefined; conditions: string };

/**
 * How the tables of a plan are bound to an account. Each of `tables` needs a condition on its account: a constant, or the account
 * of another row that has one. The account of a row of `account` is its id.
 */
export function boundsOf(plan: PlanNode, tables: ReadonlySet<string>): Bounds {
  const scans = scansOf(plan).filter(({ table }) => tables.has(table));
  const byAlias = new Map(scans.map((scan) => [scan.alias, scan]));
  const isAccount = (alias: string, column: string) =>
    column === (byAlias.get(alias)?.table === "account" ? "id" : "account_id");
  const text = JSON.stringify(plan);
  const constants = [...text.matchAll(CONSTANT)].filter(([, alias = "", column = ""]) =>
    isAccount(alias, column),
  );
  const joins = [...text.matchAll(JOIN)].filter(
    ([, a = "", ofA = "", b = "", ofB = ""]) => isAccount(a, ofA) && isAccount(b, ofB),
  );
  const bound = new Set(constants.map(([, alias]) => alias));
  for (const { alias, subplan, conditions } of scans)
    if (IS_EMPTY.test(conditions) || isHashed(text, subplan)) bound.add(alias);
  const isBound = (alias = "") => bound.has(alias) || !byAlias.has(alias); // the parts of a CTE are bound on their own
  for (let before = -1; before < bound.size; ) {
    before = bound.size;
    for (const [, a, , b] of joins) if (isBound(a) || isBound(b)) bound.add(a).add(b);
  }
  const beyond = scans.filter(({ alias }) => !bound.has(alias));
  return {
    accounts: new Set(constants.map(([, , , id]) => Number(id))),
    beyond: beyond.map(({ table, conditions }) => `${table}: ${conditions || "all rows"}`),
  };
}

const CONSTANT = /\b(\w+)\.(\w+) = '(\d+)'::bigint/g;
const JOIN = /\b(\w+)\.(\w+) = (\w+)\.(\w+)/g;

/** It finds no row of any account; the planner then leaves the other conditions out. */
const IS_EMPTY = /= ANY \('\{\}'::/;

/** A correlated subquery that is read once, and compared by account with each row outside. */
const isHashed = (text: string, subplan: string | undefined): boolean =>
  subplan !== undefined && text.includes(`account_id = (hashed ${subplan}).col`);

function scansOf(node: PlanNode, subplan?: string): Scan[] {
  const { "Relation Name": table, "Node Type": type, Alias: alias, Plans: below = [] } = node;
  const conditions = [node["Index Cond"], node.Filter, ...bitmapsOf(node)].filter((one) => one !== undefined);
  const own =
    table !== undefined && alias !== undefined && type !== "ModifyTable"
      ? [{ alias, table, subplan, conditions: conditions.join(" and ") }]
      : [];
  return [...own, ...below.flatMap((child) => scansOf(child, child["Subplan Name"] ?? subplan))];
}

/** The conditions of the indexes that a bitmap scan reads. */
const bitmapsOf = ({ Plans = [] }: PlanNode): (string | undefined)[] =>
  Plans.filter(({ "Node Type": type }) => type.startsWith("Bitmap")).flatMap((child) => [
    child["Index Cond"],
    ...bitmapsOf(child),
  ]);
