import { isDeepStrictEqual } from "node:util";
import type { Audience } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { SavedFilter, ViewDto } from "@/server/contract/organising/saved-view";
import { VIEWS_MAX } from "@/server/domain/organising/saved-view";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { byName } from "@/server/store/_rows/by-name";
import { fieldsOf, fromJson, type StoredRow, toRow } from "@/server/store/_rows/columns";
import { lockRow, lockRows } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import { SAVED_VIEW_COLUMNS, type SavedViewRow, toSavedViewFields } from "@/server/store/generated/rows";
import { listMissing } from "./known-ids";

const FIELDS = fieldsOf(SAVED_VIEW_COLUMNS);

/** Older rows may contain a lifecycle, and lack the groups. */
export function toViewDto(row: SavedViewRow): ViewDto {
  const { lifecycle: _, ...filter } = { lifecycle: null, ...row.filter };
  return { ...toSavedViewFields(row), filter: { ...filter, anyOf: filter.anyOf ?? [] } };
}

const toDto = (found: StoredRow<SavedViewRow>): ViewDto =>
  toViewDto({ ...toRow<SavedViewRow>(found), filter: fromJson(found.filter) });

export type ViewText = Pick<ViewDto, "name" | "isShared" | "filter">;

/** The shared views and the member's own, by name: both bounded by `VIEWS_MAX`. */
export async function listViews(db: Db, accountId: number, userId: number | null): Promise<ViewDto[]> {
  const found = await prismaOf(db).savedView.findMany({
    where: {
      accountId,
      deletedAt: null,
      OR: [{ isShared: true }, ...(userId === null ? [] : [{ ownerId: userId }])],
    },
    take: VIEWS_MAX * 2,
    select: FIELDS,
  });
  return found.map(toDto).sort(byName);
}

/** Inserts a view and records `view.created`; refuses a name that another has, and one over the limit. */
export async function insertView(tx: Tx, ownerId: number, text: ViewText): Promise<ViewDto> {
  await requireRoom(tx, { ownerId, isShared: text.isShared });
  const row = await refuseTaken(
    TAKEN,
    prismaOf(tx).savedView.create({
      data: {
        accountId: tx.caller.accountId,
        ownerId,
        name: text.name,
        isShared: text.isShared,
        filter: text.filter,
        createdAt: tx.now,
        updatedAt: tx.now,
      },
      select: FIELDS,
    }),
  );
  const view = toDto(row);
  record(tx, "view.created", view, { changes: {}, isShared: view.isShared });
  return view;
}

/** Locks a view, deleted or not; null when there is none. */
export async function lockView(tx: Tx, viewId: number): Promise<ViewDto | null> {
  const row = await lockRow(tx, "saved_view", { id: viewId, columns: SAVED_VIEW_COLUMNS });
  return row ? toViewDto(row) : null;
}

/** Locks views that are not deleted and name a label, at most `limit`. */
export async function lockViewsNaming(tx: Tx, label: string, limit: number): Promise<ViewDto[]> {
  const found = await prismaOf(tx).savedView.findMany({
    where: {
      accountId: tx.caller.accountId,
      deletedAt: null,
      OR: [
        { filter: { path: ["label"], equals: label } },
        { filter: { path: ["anyOf"], array_contains: [{ labels: [label] }] } },
      ],
    },
    orderBy: { id: "asc" },
    take: limit,
    select: { id: true },
  });
  if (found.length === 0) return [];
  const where = { id: found.map(({ id }) => Number(id)) };
  const rows = await lockRows(tx, "saved_view", { where, columns: SAVED_VIEW_COLUMNS });
  return rows
    .map(toViewDto)
    .filter((view) => view.deletedAt === null && namedIn(view.filter).labels.includes(label));
}

type ViewPatch = Partial<ViewText> & { deletedAt?: Date | null };

/**
 * Saves name, filter, sharing, deletion or restoring. A change of sharing together with another name or filter is two
 * steps with two versions, so that the account never receives private values.
 */
export async function saveView(tx: Tx, before: ViewDto, patch: ViewPatch): Promise<ViewDto> {
  const { name = before.name, isShared = before.isShared, filter = before.filter, deletedAt = null } = patch;
  const isNewThere = deletedAt === null && (before.deletedAt !== null || isShared !== before.isShared);
  if (isNewThere) await requireRoom(tx, { ownerId: before.ownerId, isShared });
  const isOther = name !== before.name || !isDeepStrictEqual(filter, before.filter);
  const steps = isOther && isShared !== before.isShared ? 2 : 1;
  const row = await refuseTaken(
    TAKEN,
    prismaOf(tx).savedView.update({
      where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
      data: { name, isShared, filter, deletedAt, updatedAt: tx.now, version: { increment: steps } },
      select: FIELDS,
    }),
  );
  const after = toDto(row);
  const own = isShared ? after : before;
  const between = {
    ...after,
    name: own.name,
    filter: own.filter,
    isShared: false,
    version: after.version - 1,
  };
  if (steps === 2) recordChange(tx, before, between);
  recordChange(tx, steps === 2 ? between : before, after);
  return after;
}

/** Records the change for everyone who had the view, also when it is no longer shared. */
function recordChange(tx: Tx, before: ViewDto, after: ViewDto): void {
  const changes = differences(before, after, ["name", "isShared", "filter", "deletedAt"]);
  record(tx, typeOf(before, after), after, { changes, isShared: before.isShared || after.isShared });
}

function typeOf(before: ViewDto, after: ViewDto): Extract<EventType, `view.${string}`> {
  if (after.deletedAt !== null) return "view.deleted";
  return before.deletedAt === null ? "view.updated" : "view.restored";
}

async function requireRoom(tx: Tx, { ownerId, isShared }: Pick<ViewDto, "ownerId" | "isShared">) {
  const { accountId } = tx.caller;
  const whose = isShared ? { isShared } : { isShared, ownerId };
  const where = { accountId, deletedAt: null, ...whose };
  const count = await prismaOf(tx).savedView.count({ where, take: VIEWS_MAX });
  if (count === VIEWS_MAX) throw new Refusal("view.too_many");
}

const TAKEN: Taken = {
  saved_view_shared_name: { code: "view.taken", field: "name" },
  saved_view_own_name: { code: "view.taken", field: "name" },
};

type EventSpec = { changes: Changes; isShared: boolean };

/** `isShared`: the audience is the whole account, else the owner. */
function record(
  tx: Tx,
  type: Extract<EventType, `view.${string}`>,
  dto: ViewDto,
  { changes, isShared }: EventSpec,
): void {
  const audience: Audience = isShared ? "account" : `member:${dto.ownerId}`;
  recordEvent(tx, { type, audience, resource: "view", dto, changes });
}

/** What a filter names: of the filter itself, and of its groups. */
type Named = { inboxIds: number[]; memberIds: number[]; teamIds: number[]; labels: string[] };

/** The inboxes, members, teams and labels that a filter names, each once. */
export function namedIn({ inboxId, assigneeId, teamId, label, anyOf }: SavedFilter): Named {
  const all = <T>(first: T | null, others: (T[] | undefined)[]): T[] => [
    ...new Set([...(first === null ? [] : [first]), ...others.flatMap((values) => values ?? [])]),
  ];
  const isId = (value: unknown): value is number => typeof value === "number";
  return {
    inboxIds: all(
      inboxId,
      anyOf.map((group) => group.inboxIds),
    ),
    memberIds: all(
      assigneeId,
      anyOf.map(({ assignees }) => assignees?.filter(isId)),
    ),
    teamIds: all(
      teamId,
      anyOf.map((group) => group.teamIds),
    ),
    labels: all(
      label,
      anyOf.map((group) => group.labels),
    ),
  };
}

/** Which of the names do not exist. */
export const findMissing = (tx: Tx, named: Named): Promise<Named> =>
  listMissing(tx, tx.caller.accountId, named, { onlyActive: false });
