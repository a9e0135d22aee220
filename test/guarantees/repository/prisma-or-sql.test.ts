import { expect, test } from "vitest";
import { statementsIn, statementsOfServer } from "@/test/support/statements";

/** Files that still have both. Each leaves the list when one of the two has left it; none is added. */
const BOTH = [
  "server/dialects/wukongim/store/channels.ts",
  "server/dialects/wukongim/store/users.ts",
  "server/store/members/accounts.ts",
];

const statements = statementsOfServer();

test("a file sends its statements by Prisma Client or by SQL", () => {
  const both = [...statements].filter(([, { prisma, sql }]) => prisma > 0 && sql > 0).map(([path]) => path);
  expect(both).toEqual(BOTH);
});

test.each([
  ["prismaOf(tx).label.update({ where })", { prisma: 1, sql: 0 }],
  ["const prisma = prismaOf(tx); prisma.label.findMany({}); prisma.label.count({})", { prisma: 2, sql: 0 }],
  ["labels.create({ name }); map.delete(key)", { prisma: 0, sql: 0 }],
  ["db.query(`\n  select ${columns} from label where id = $1`, [id])", { prisma: 0, sql: 1 }],
  ["db.query('delete from label where id = $1', [id])", { prisma: 0, sql: 1 }],
  ["const MOVE = statement(`with due as (select 1) update push p set tries = 0`)", { prisma: 0, sql: 1 }],
  ["const SEEN = `join member u on u.id = n.user_id`", { prisma: 0, sql: 1 }],
  ["const HAS = `case when exists (select 1 from label) then 1 end`", { prisma: 0, sql: 1 }],
  ["const text = 'Select a label, or delete from the list'", { prisma: 0, sql: 0 }],
])("the statements of %s are found", (source, found) => {
  expect(statementsIn("a.ts", source)).toEqual(found);
});
