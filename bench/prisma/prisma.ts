import { makeFolder, startPostgres } from "@/bench/lib/postgres";
import type { Bench, Line } from "@/bench/lib/report";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { prismaOf } from "@/server/store/_postgres/prisma";

const RUNS = { tiny: 20, short: 500, long: 3_000 };
const ROUNDS = 5;
const LABELS = 100;
const THREE = [1, 2, 3];
const AT = new Date("2026-11-20T09:00:00Z");
const FIELDS = {
  id: true,
  name: true,
  colour: true,
  description: true,
  deletedAt: true,
  version: true,
  createdAt: true,
  updatedAt: true,
} as const;
const COLUMNS = `id, name, colour, description, deleted_at as "deletedAt", version, created_at as "createdAt",
  updated_at as "updatedAt"`;
const FILL = `insert into label (account_id, name, colour, description, created_at, updated_at)
  select 1, 'label ' || n, 'gray', '', $1, $1 from generate_series(1, $2::int) as n`;

/** The same statement by Prisma Client and as SQL, in alternation, each in one transaction. */
type Pair = { prisma: (n: number) => Promise<unknown>; sql: (n: number) => Promise<unknown> };

/** The cost of Prisma Client per statement: docs/decisions/0007. */
export const prisma: Bench = async ({ scale }) => {
  const place = makeFolder("prisma");
  const postgres = await startPostgres(place.dataDir);
  try {
    const url = postgres.urlOf("postgres");
    await migrate(url);
    const database = openDatabase({ url });
    await database.query(FILL, [AT, LABELS]);
    const lines = await measure(database, RUNS[scale]).finally(database.close);
    return { lines, faults: [], detail: {} };
  } finally {
    await postgres.stop();
    place.remove();
  }
};

async function measure(database: Database, runs: number): Promise<Line[]> {
  const lines: Line[] = [];
  const names = Object.keys(pairsOn(database));
  for (const name of names) lines.push(await compare(name, () => rounds(database, name, runs)));
  return lines;
}

function pairsOn(db: Pick<Database, "query" | "raw">): Record<string, Pair> {
  const { label } = prismaOf(db);
  const made = (by: string, n: number) => `${by} ${n} ${Math.random()}`;
  return {
    "one row": {
      prisma: (n) => label.findFirst({ where: { accountId: 1, id: n }, select: FIELDS }),
      sql: (n) => db.query(`select ${COLUMNS} from label where account_id = $1 and id = $2`, [1, n]),
    },
    "20 rows": {
      prisma: () =>
        label.findMany({
          where: { accountId: 1, deletedAt: null },
          orderBy: { name: "asc" },
          take: 20,
          select: FIELDS,
        }),
      sql: () =>
        db.query(
          `select ${COLUMNS} from label where account_id = $1 and deleted_at is null order by name limit $2`,
          [1, 20],
        ),
    },
    update: {
      prisma: (n) =>
        label.update({
          where: { accountId_id: { accountId: 1, id: n } },
          data: { description: "x", version: { increment: 1 } },
          select: FIELDS,
        }),
      sql: (n) =>
        db.query(
          `update label set description = $3, version = version + 1 where account_id = $1 and id = $2 returning ${COLUMNS}`,
          [1, n, "x"],
        ),
    },
    create: {
      prisma: (n) =>
        label.create({
          data: {
            accountId: 1,
            name: made("p", n),
            colour: "gray",
            description: "",
            createdAt: AT,
            updatedAt: AT,
          },
          select: FIELDS,
        }),
      sql: (n) =>
        db.query(
          `insert into label (account_id, name, colour, description, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $5) returning ${COLUMNS}`,
          [1, made("s", n), "gray", "", AT],
        ),
    },
    "create three": {
      prisma: (n) =>
        label.createManyAndReturn({
          data: THREE.map((i) => ({
            accountId: 1,
            name: made(`p${i}`, n),
            colour: "gray",
            description: "",
            createdAt: AT,
            updatedAt: AT,
          })),
          select: FIELDS,
        }),
      sql: (n) =>
        db.query(
          `insert into label (account_id, name, colour, description, created_at, updated_at)
           select $1, unnest($2::text[]), $3, $4, $5, $5 returning ${COLUMNS}`,
          [1, THREE.map((i) => made(`s${i}`, n)), "gray", "", AT],
        ),
    },
  };
}

type Medians = { prisma: number; sql: number }[];

/** In alternating rounds, so that other load affects both. */
async function rounds(database: Database, name: string, runs: number): Promise<Medians> {
  const medians: Medians = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const sql = await database.transaction((db) => timed(pairsOn(db)[name]?.sql, runs));
    const prisma = await database.transaction((db) => timed(pairsOn(db)[name]?.prisma, runs));
    if (round > 0) medians.push({ prisma, sql }); // the first warms up
  }
  return medians;
}

async function timed(run: Pair["sql"] | undefined, runs: number): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < runs; n++) {
    const from = performance.now();
    await run?.((n % LABELS) + 1);
    times.push((performance.now() - from) * 1_000);
  }
  return median(times);
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

async function compare(name: string, measure: () => Promise<Medians>): Promise<Line> {
  const medians = await measure();
  const ratios = medians.map(({ prisma, sql }) => prisma / sql);
  return {
    name: `prisma ${name}`,
    ours: Math.round(median(medians.map(({ prisma }) => prisma))),
    bare: Math.round(median(medians.map(({ sql }) => sql))),
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    unit: "µs",
    target: "none",
    isVoid: false,
  };
}
