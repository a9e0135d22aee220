import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { COMMANDS } from "@/test/guarantees/laws/commands";
import { createStage, pass } from "@/test/guarantees/laws/stage";
import { watchDatabase } from "@/test/support/database/database";
import { drawnCases } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { boundsOf, type PlanNode } from "./scans";

// Where rows are distributed by account, a statement goes to one place only if each of its tables has a condition on the same
// account (docs/decisions/0100-replicas.md). Policies hide other rows and are no such condition: the plans are made for the
// superuser, to whom none applies.

let world: World;
let planner: Database;
/** Relations with an account, also partitions. */
let tables: ReadonlySet<string>;
beforeAll(async () => {
  world = await createWorld();
  planner = openDatabase({ url: world.url, max: 1 });
  const rows = await planner.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  );
  tables = new Set(["account", ...rows.map(({ name }) => name)]);
});
afterAll(async () => {
  await planner.close();
  await world.close();
});

const PASSING = Object.entries(COMMANDS).flatMap(([command, { cases }]) =>
  cases
    .filter(({ expect: outcome }) => outcome === "nothing" || typeof outcome !== "string")
    .map((one) => [`${command}: ${one.title}`, one] as const),
);

/** A person is found before their account is known: their account, or a table of people, would be read everywhere. */
const FINDS_PEOPLE = /where lower\(u\.email\) = lower\(\$1\)/;

/** Others are no queries: savepoints and settings. */
const IS_QUERY = /^\s*(select|insert|update|delete|with)\b/i;

/** Statements of earlier cases, by text. */
const known = new Set<string>();

test.each(drawnCases(PASSING))("each statement names one account: %s", async (_, one) => {
  const stage = await createStage(world);
  const attempt = await one.prepare(stage);
  pass(world);
  const sent = new Map<string, readonly unknown[]>();
  const database = watchDatabase(world.database, (_db, text, values = []) => {
    if (IS_QUERY.test(text) && !FINDS_PEOPLE.test(text)) sent.set(text, values);
  });
  await attempt(createRun({ database, now: () => world.clock.now, onCommitted: () => {} }));
  for (const [text, values] of sent) {
    if (known.has(text)) continue;
    known.add(text);
    const { accounts, beyond } = boundsOf(await planOf(text, values), tables);
    expect({ text, beyond }).toEqual({ text, beyond: [] });
    expect([text, accounts.size]).toEqual([text, Math.min(accounts.size, 1)]);
  }
});

async function planOf(text: string, values: readonly unknown[]): Promise<PlanNode> {
  const rows = await planner.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
    `explain (format json, verbose) ${text}`,
    values,
  );
  const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
  if (!plan) throw new Error(`no plan of ${text}`);
  return plan;
}

test("a statement without the account, or with two, is found", async () => {
  const find = async (text: string) => {
    const { accounts, beyond } = boundsOf(await planOf(text, []), tables);
    return { beyond: beyond.length > 0, accounts: accounts.size };
  };
  const one = { beyond: false, accounts: 1 };
  expect(await find("update contact set name = '' where account_id = 1::bigint and id = 7")).toEqual(one);
  expect(
    await find("select 1 from account a join label l on l.account_id = a.id where a.id = 1::bigint"),
  ).toEqual(one);
  const without = { beyond: true, accounts: 0 };
  expect(await find("select 1 from contact where id = 7")).toEqual(without);
  expect(await find("delete from label where id = 7")).toEqual(without);
  expect(
    await find("select 1 from contact c join label l on l.account_id = c.account_id where l.id = 3"),
  ).toEqual(without);
  const counted = (table: string, id: number) =>
    `(select count(*) from ${table} where account_id = ${id}::bigint)`;
  expect(await find(`select ${counted("label", 1)} + ${counted("team", 2)}`)).toEqual({
    beyond: false,
    accounts: 2,
  });
});
