import { expect, test } from "vitest";
import { rowsText } from "../../../scripts/generate-rows.js";

type Field = Parameters<typeof field>[0];
const field = (more: {
  name: string;
  type: string;
  documentation?: string;
  dbName?: string;
  isRequired?: boolean;
  default?: unknown;
}) => ({ kind: "scalar", isRequired: true, isList: false, ...more });

const rowsOf = (...fields: Field[]): string =>
  rowsText([
    {
      name: "SmallThing",
      documentation: "@dto ThingDto from @/server/contract/thing",
      fields: [field({ name: "accountId", type: "BigInt" }), ...fields.map(field)],
    },
  ]);

test("a generated row has each column's type, name, default and DTO field", () => {
  const text = rowsOf(
    { name: "dueAt", dbName: "due_at", type: "DateTime", isRequired: false },
    { name: "state", type: "String", default: "new", documentation: "Where it is.\n@given" },
    { name: "ownerId", type: "BigInt", documentation: "@as owner.id" },
    { name: "ownerName", type: "String", documentation: "@as owner.name" },
    { name: "secret", type: "Json", default: "{}", documentation: "@hidden\n@type Secret" },
  );
  for (const part of [
    'export type SmallThingRow = {\n  dueAt: Date | null;\n  state: ThingDto["state"];\n  ownerId: number;\n  ownerName: ThingDto["owner"]["name"];\n  secret: Secret;\n};',
    '  dueAt: "$.due_at",\n  state: "$.state",\n',
    'SMALL_THING_GIVEN = ["state"]',
    'SMALL_THING_HIDDEN: readonly (keyof SmallThingRow)[] = ["ownerId","ownerName","secret"]',
    'SMALL_THING_JSON: ReadonlySet<string> = new Set(["secret"])',
    'smallThingDefaults = () => ({\n  dueAt: null,\n  state: "new",\n  secret: {},\n})',
    "({\n  dueAt: row.dueAt?.toISOString() ?? null,\n  state: row.state,\n  owner: { id: row.ownerId, name: row.ownerName },\n});",
  ])
    expect(text).toContain(part);
});

test("a column that rows do not select is not generated", () => {
  const text = rowsOf({ name: "erasedAt", type: "DateTime", documentation: "@unselected" });
  expect(text).not.toContain("erasedAt");
});

test("a mark that the generator does not know is refused", () => {
  expect(() => rowsOf({ name: "state", type: "String", documentation: "@hiden" })).toThrow(
    'state: "/// @hiden" means nothing here',
  );
});

test("a JSON column outside the DTO needs a type", () => {
  expect(() => rowsOf({ name: "secret", type: "Json", documentation: "@hidden" })).toThrow('"/// @type"');
});
