import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { TeamDto } from "@/server/contract/organising/team";
import { TEAMS_MAX } from "@/server/domain/organising/team";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { byName } from "@/server/store/_rows/by-name";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow, shareRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import { TEAM_COLUMNS, type TeamRow, toTeamFields } from "@/server/store/generated/rows";

const FIELDS = fieldsOf(TEAM_COLUMNS);

type Teams = { accountId: number; id?: number | { in: number[] }; deletedAt?: null };

/** Teams with their members, by name in any case: at most `TEAMS_MAX`, of deleted ones the last. */
async function read(db: Db, where: Teams): Promise<TeamDto[]> {
  const found = await prismaOf(db).team.findMany({
    where,
    orderBy: { deletedAt: { sort: "desc", nulls: "first" } },
    take: TEAMS_MAX,
    select: FIELDS,
  });
  const teams = found.map((team) => toRow<TeamRow>(team));
  const members = await prismaOf(db).teamMember.findMany({
    where: { accountId: where.accountId, teamId: { in: teams.map(({ id }) => id) } },
    orderBy: { userId: "asc" },
    select: { teamId: true, userId: true },
  });
  const memberIds = new Map<number, number[]>(teams.map(({ id }) => [id, []]));
  for (const { teamId, userId } of members) memberIds.get(Number(teamId))?.push(Number(userId));
  return teams.toSorted(byName).map((team) => ({
    ...toTeamFields(team),
    memberIds: memberIds.get(team.id) ?? [],
  }));
}

export type TeamText = Pick<TeamDto, "name" | "memberIds">;

/** All teams of an account by name, at most `TEAMS_MAX`; with `isEvery`, deleted ones too. */
export async function listTeams(db: Db, accountId: number, { isEvery = false } = {}): Promise<TeamDto[]> {
  return read(db, { accountId, ...(!isEvery && { deletedAt: null }) });
}

/** The teams with these ids, deleted ones too. */
export async function listTeamsById(db: Db, accountId: number, ids: readonly number[]): Promise<TeamDto[]> {
  return read(db, { accountId, id: { in: [...ids] } });
}

/** The teams of a member, deleted ones too. */
export async function listTeamIdsOf(db: Db, accountId: number, userId: number): Promise<number[]> {
  const found = await prismaOf(db).teamMember.findMany({
    where: { accountId, userId },
    take: TEAMS_MAX,
    select: { teamId: true },
  });
  return found.map(({ teamId }) => Number(teamId));
}

/** Inserts a team and records `team.created`; refuses a name that another has, and one over the limit. */
export async function insertTeam(tx: Tx, { name, memberIds }: TeamText): Promise<TeamDto> {
  const { accountId } = tx.caller;
  const found = await prismaOf(tx).team.count({ where: { accountId, deletedAt: null }, take: TEAMS_MAX });
  if (found === TEAMS_MAX) throw new Refusal("team.too_many");
  const made = await refuseTaken(
    TAKEN,
    prismaOf(tx).team.create({
      data: { accountId, name, createdAt: tx.now, updatedAt: tx.now },
      select: { id: true },
    }),
  );
  const id = Number(made.id);
  await setMembers(tx, id, memberIds);
  const team = await readOne(tx, id);
  record(tx, "team.created", team, {});
  return team;
}

/** Locks a team that is not deleted; null when there is none. */
export async function lockTeam(tx: Tx, teamId: number): Promise<TeamDto | null> {
  const found = await lockRow(tx, "team", { id: teamId, columns: { id: "$.id" } });
  return found ? readOne(tx, teamId) : null;
}

/** Whether the team exists; it cannot be deleted before the transaction ends. */
export const shareTeam = (tx: Tx, teamId: number): Promise<boolean> => shareRow(tx, "team", teamId);

/** Saves another name or other members, or with `deletedAt` the deletion. */
export async function saveTeam(
  tx: Tx,
  before: TeamDto,
  patch: Partial<TeamText> & { deletedAt?: Date },
): Promise<TeamDto> {
  const { accountId } = tx.caller;
  const { name = before.name, memberIds, deletedAt = null } = patch;
  await refuseTaken(
    TAKEN,
    prismaOf(tx).team.update({
      where: { accountId_id: { accountId, id: before.id }, version: before.version },
      data: { name, deletedAt, updatedAt: tx.now, version: { increment: 1 } },
      select: { id: true },
    }),
  );
  if (memberIds) await setMembers(tx, before.id, memberIds);
  const after = await readOne(tx, before.id);
  const changes = differences(before, after, ["name", "memberIds", "deletedAt"]);
  record(tx, deletedAt === null ? "team.updated" : "team.deleted", after, changes);
  return after;
}

/** Refuses users who are not members of the account. */
async function setMembers(tx: Tx, teamId: number, memberIds: readonly number[]): Promise<void> {
  const { accountId } = tx.caller;
  const wanted = [...new Set(memberIds)];
  await prismaOf(tx).teamMember.deleteMany({ where: { accountId, teamId } });
  if (wanted.length === 0) return;
  const known = await prismaOf(tx).member.count({ where: { accountId, userId: { in: wanted } } });
  if (known < wanted.length) throw new Refusal("member.not_found", { field: "memberIds" });
  await prismaOf(tx).teamMember.createMany({ data: wanted.map((userId) => ({ accountId, teamId, userId })) });
}

const readOne = async (tx: Tx, id: number): Promise<TeamDto> =>
  one(await read(tx, { accountId: tx.caller.accountId, id }));

const TAKEN: Taken = { team_name: { code: "team.taken", field: "name" } };

const record = (tx: Tx, type: Extract<EventType, `team.${string}`>, dto: TeamDto, changes: Changes): void => {
  recordEvent(tx, { type, resource: "team", dto, changes });
};
