import type { Audience, Caller } from "@/server/contract/_shared/caller";
import type { EventType } from "@/server/contract/event/event";
import type { MacroAction, MacroDto, MacroProblem } from "@/server/contract/organising/macro";
import { MACROS_MAX, OWN_MACROS_MAX } from "@/server/domain/organising/macro";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { byName } from "@/server/store/_rows/by-name";
import { fieldsOf, fromJson, type StoredRow, toRow } from "@/server/store/_rows/columns";
import { lockRow, lockRows } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import { MACRO_COLUMNS, type MacroRow, toMacroFields } from "@/server/store/generated/rows";
import { listMissing, type Missing } from "./known-ids";

/** What is wrong with each list of actions: the members, teams and labels in it that the account does not have. */
export async function problemsOf(
  db: Db,
  accountId: number,
  macros: readonly (readonly MacroAction[])[],
): Promise<MacroProblem[][]> {
  const all = macros.flat();
  const missing = await listMissing(db, accountId, {
    memberIds: ids(all.map((one) => (one.type === "assign" ? one.assigneeId : null))),
    teamIds: ids(all.map((one) => (one.type === "team" ? one.teamId : null))),
    labels: [...new Set(all.flatMap((one) => (one.type === "label" ? one.add.map(normal) : [])))],
  });
  return macros.map((actions) =>
    actions.flatMap((one, action) => {
      const code = problemOf(one, missing);
      return code ? { action, code } : [];
    }),
  );
}

const normal = (label: string): string => label.trim().toLowerCase();

const ids = (found: readonly (number | "me" | null)[]): number[] => [
  ...new Set(found.filter((id) => typeof id === "number")),
];

function problemOf(action: MacroAction, missing: Missing): MacroProblem["code"] | null {
  switch (action.type) {
    case "assign":
      return typeof action.assigneeId === "number" && missing.memberIds.includes(action.assigneeId)
        ? "member.not_found"
        : null;
    case "team":
      return action.teamId !== null && missing.teamIds.includes(action.teamId) ? "team.not_found" : null;
    case "label":
      return action.add.some((label) => missing.labels.includes(normal(label))) ? "label.not_found" : null;
    default:
      return null;
  }
}

const FIELDS = fieldsOf(MACRO_COLUMNS);

export const toMacroDto: (row: MacroRow) => MacroDto = toMacroFields;

const toDto = (found: StoredRow<MacroRow>): MacroDto =>
  toMacroDto({ ...toRow<MacroRow>(found), actions: fromJson(found.actions) });

export type MacroText = Pick<MacroDto, "name" | "actions">;

/** Everybody's macros and the member's own, by name: both bounded. */
export async function listMacros(
  db: Db,
  { accountId, userId }: Pick<Caller, "accountId" | "userId">,
): Promise<MacroDto[]> {
  const found = await prismaOf(db).macro.findMany({
    where: { accountId, deletedAt: null, OR: [{ ownerId: null }, ...(userId ? [{ ownerId: userId }] : [])] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MACROS_MAX + OWN_MACROS_MAX,
    select: FIELDS,
  });
  return found.map(toDto).sort(byName);
}

/** A macro that is not deleted, or null. */
export async function findMacro(db: Db, accountId: number, macroId: number): Promise<MacroDto | null> {
  const where = { accountId, id: macroId, deletedAt: null };
  const found = await prismaOf(db).macro.findFirst({ where, select: FIELDS });
  return found && toDto(found);
}

/** Inserts a macro and records `macro.created`; refuses a name that another has. */
export async function insertMacro(tx: Tx, macro: MacroText & { ownerId: number | null }): Promise<MacroDto> {
  const made = await refuseTaken(
    TAKEN,
    prismaOf(tx).macro.create({
      data: { accountId: tx.caller.accountId, ...macro, createdAt: tx.now, updatedAt: tx.now },
      select: FIELDS,
    }),
  );
  const dto = toDto(made);
  record(tx, "macro.created", dto, {});
  return dto;
}

/** Locks a macro that is not deleted; null when there is none. */
export async function lockMacro(tx: Tx, macroId: number): Promise<MacroDto | null> {
  const row = await lockRow(tx, "macro", { id: macroId, columns: MACRO_COLUMNS });
  return row && toMacroDto(row);
}

/** Locks macros that add or remove a label, at most `limit`. */
export async function lockMacrosNaming(tx: Tx, label: string, limit: number): Promise<MacroDto[]> {
  const type = "label";
  const found = await prismaOf(tx).macro.findMany({
    where: {
      accountId: tx.caller.accountId,
      deletedAt: null,
      OR: [
        { actions: { array_contains: [{ type, add: [label] }] } },
        { actions: { array_contains: [{ type, remove: [label] }] } },
      ],
    },
    orderBy: { id: "asc" },
    take: limit,
    select: { id: true },
  });
  if (found.length === 0) return [];
  const where = { id: found.map(({ id }) => Number(id)) };
  return (await lockRows(tx, "macro", { where, columns: MACRO_COLUMNS }))
    .map(toMacroDto)
    .filter((macro) => namesLabel(macro, label));
}

const namesLabel = ({ actions }: MacroDto, label: string): boolean =>
  actions.some((one) => one.type === "label" && [...one.add, ...one.remove].includes(label));

/** Saves another name or other actions, or with `deletedAt` the deletion. */
export async function saveMacro(
  tx: Tx,
  before: MacroDto,
  patch: Partial<MacroText> & { deletedAt?: Date },
): Promise<MacroDto> {
  const { name = before.name, actions = before.actions, deletedAt = null } = patch;
  const saved = await refuseTaken(
    TAKEN,
    prismaOf(tx).macro.update({
      where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
      data: { name, actions, deletedAt, updatedAt: tx.now, version: { increment: 1 } },
      select: FIELDS,
    }),
  );
  const after = toDto(saved);
  const changes = differences(before, after, ["name", "actions", "deletedAt"]);
  record(tx, deletedAt === null ? "macro.updated" : "macro.deleted", after, changes);
  return after;
}

/** The number of macros of everybody, or of a member's own, that are not deleted; counts to `most`. */
export const countMacros = (tx: Tx, ownerId: number | null, most: number): Promise<number> =>
  prismaOf(tx).macro.count({
    where: { accountId: tx.caller.accountId, ownerId, deletedAt: null },
    take: most,
  });

const TAKEN: Taken = {
  macro_shared_name: { code: "macro.taken", field: "name" },
  macro_own_name: { code: "macro.taken", field: "name" },
};

function record(tx: Tx, type: Extract<EventType, `macro.${string}`>, dto: MacroDto, changes: Changes): void {
  const audience: Audience = dto.ownerId === null ? "account" : `member:${dto.ownerId}`;
  recordEvent(tx, { type, audience, resource: "macro", dto, changes });
}
