import type { EventType } from "@/server/contract/event/event";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow, lockRows } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import {
  ATTRIBUTE_DEFINITION_COLUMNS,
  type AttributeDefinitionRow,
  toAttributeDefinitionFields,
} from "@/server/store/generated/rows";

const FIELDS = fieldsOf(ATTRIBUTE_DEFINITION_COLUMNS);

export const toAttributeDefinitionDto: (row: AttributeDefinitionRow) => AttributeDefinitionDto =
  toAttributeDefinitionFields;

/** What a caller sets; the model and the key only when it is created. */
export type AttributeDefinitionFields = Pick<
  AttributeDefinitionRow,
  "displayName" | "description" | "kind" | "choices" | "pattern" | "patternHint"
>;
export type NewAttributeDefinition = AttributeDefinitionFields &
  Pick<AttributeDefinitionRow, "model" | "key">;

/** Inserts a definition; refuses a key that another has. Records `attribute_definition.created`. */
export async function insertAttributeDefinition(
  tx: Tx,
  fields: NewAttributeDefinition,
): Promise<AttributeDefinitionRow> {
  const made = await refuseTaken(
    TAKEN,
    prismaOf(tx).attributeDefinition.create({
      data: {
        ...fields,
        choices: [...fields.choices],
        position: await nextPosition(tx),
        accountId: tx.caller.accountId,
        createdAt: tx.now,
        updatedAt: tx.now,
      },
      select: FIELDS,
    }),
  );
  const row = toRow<AttributeDefinitionRow>(made);
  record(tx, "attribute_definition.created", row, {});
  return row;
}

/** Behind the last definition. Two that are created at the same time may get the same: then the older is first. */
async function nextPosition(tx: Tx): Promise<number> {
  const where = { accountId: tx.caller.accountId, deletedAt: null };
  const last = await prismaOf(tx).attributeDefinition.findFirst({
    where,
    orderBy: { position: "desc" },
    select: { position: true },
  });
  return (last?.position ?? 0) + 1;
}

/** Locks a definition that is not deleted; null when there is none. */
export const lockAttributeDefinition = (tx: Tx, id: number): Promise<AttributeDefinitionRow | null> =>
  lockRow(tx, "attribute_definition", { id, columns: ATTRIBUTE_DEFINITION_COLUMNS });

const CHANGED = [
  "displayName",
  "description",
  "kind",
  "choices",
  "pattern",
  "patternHint",
  "position",
  "deletedAt",
] as const;

/** Saves changed fields, or with `deletedAt` the deletion; nothing changed → no event. */
export async function saveAttributeDefinition(
  tx: Tx,
  before: AttributeDefinitionRow,
  patch: Partial<AttributeDefinitionFields & Pick<AttributeDefinitionRow, "position" | "deletedAt">>,
): Promise<AttributeDefinitionRow> {
  const wanted = { ...before, ...patch };
  const changes = differences(toAttributeDefinitionDto(before), toAttributeDefinitionDto(wanted), CHANGED);
  if (Object.keys(changes).length === 0) return before;
  const { displayName, description, kind, choices, pattern, patternHint, position, deletedAt } = wanted;
  const saved = await prismaOf(tx).attributeDefinition.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
    data: {
      displayName,
      description,
      kind,
      choices: [...choices],
      pattern,
      patternHint,
      position,
      deletedAt,
      updatedAt: tx.now,
      version: { increment: 1 },
    },
    select: FIELDS,
  });
  const after = toRow<AttributeDefinitionRow>(saved);
  const type = deletedAt === null ? "attribute_definition.updated" : "attribute_definition.deleted";
  record(tx, type, after, changes);
  return after;
}

/** All definitions of an account by position, at most `limit`. Index: attribute_definition_pkey. */
export async function listAttributeDefinitions(
  db: Db,
  accountId: number,
  limit: number,
): Promise<AttributeDefinitionDto[]> {
  const found = await prismaOf(db).attributeDefinition.findMany({
    where: { accountId, deletedAt: null },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: limit,
    select: FIELDS,
  });
  return found.map((one) => toAttributeDefinitionDto(toRow<AttributeDefinitionRow>(one)));
}

/** Locks the definitions of the same model as this one, by position; none when it is deleted. Their number is limited. */
export async function lockDefinitionsOfModel(tx: Tx, id: number): Promise<AttributeDefinitionRow[]> {
  const where = { accountId: tx.caller.accountId, id, deletedAt: null };
  const one = await prismaOf(tx).attributeDefinition.findFirst({ where, select: { model: true } });
  if (!one) return [];
  const locked = await lockRows(tx, "attribute_definition", {
    where: { model: one.model },
    columns: ATTRIBUTE_DEFINITION_COLUMNS,
  });
  return locked.sort((a, b) => a.position - b.position || a.id - b.id);
}

/** The definitions of some attributes of contacts or of conversations. Index: attribute_definition_key. */
export async function findAttributeDefinitions(
  tx: Tx,
  model: AttributeDefinitionRow["model"],
  keys: readonly string[],
): Promise<AttributeDefinitionRow[]> {
  const found = await prismaOf(tx).attributeDefinition.findMany({
    where: { accountId: tx.caller.accountId, model, key: { in: [...keys] }, deletedAt: null },
    select: FIELDS,
  });
  return found.map((one) => toRow<AttributeDefinitionRow>(one));
}

/** The number of definitions that are not deleted; counts to `most`. */
export const countAttributeDefinitions = (tx: Tx, most: number): Promise<number> =>
  prismaOf(tx).attributeDefinition.count({
    where: { accountId: tx.caller.accountId, deletedAt: null },
    take: most,
  });

const TAKEN: Taken = {
  attribute_definition_key: { code: "attribute_definition.taken", field: "key" },
};

type DefinitionEvent = Extract<EventType, `attribute_definition.${string}`>;

const record = (tx: Tx, type: DefinitionEvent, row: AttributeDefinitionRow, changes: Changes): void => {
  recordEvent(tx, { type, resource: "attribute_definition", dto: toAttributeDefinitionDto(row), changes });
};
