import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import { TEAMS_MAX, type TeamDto } from "@/server/contract/organising/team";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";

export type TeamRow = Omit<TeamDto, "createdAt" | "updatedAt" | "deletedAt"> & {
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

const TEAMS = `
  select t.id, t.name, t.version, t.deleted_at as "deletedAt", t.created_at as "createdAt", t.updated_at as "updatedAt",
         coalesce((select array_agg(m.user_id order by m.user_id) from team_member m
                    where m.account_id = t.account_id and m.team_id = t.id), '{}') as "memberIds"
    from team t where t.account_id = $1`;

const toDto = (row: TeamRow): TeamDto => ({
  ...row,
  memberIds: row.memberIds.map(Number),
  deletedAt: row.deletedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export type TeamText = Pick<TeamDto, "name" | "memberIds">;

/** All teams of an account by name, at most `TEAMS_MAX`; with `isEvery`, deleted ones too. */
export async function listTeams(db: Db, accountId: number, { isEvery = false } = {}): Promise<TeamDto[]> {
  const rows = await db.query<TeamRow>(
    `${TEAMS} ${isEvery ? "" : "and t.deleted_at is null"} order by lower(t.name), t.id limit $2`,
    [accountId, TEAMS_MAX],
  );
  return rows.map(toDto);
}

/** The teams with these ids, deleted ones too. */
export async function listTeamsById(db: Db, accountId: number, ids: readonly number[]): Promise<TeamDto[]> {
  const rows = await db.query<TeamRow>(`${TEAMS} and t.id = any($2::bigint[])`, [accountId, ids]);
  return rows.map(toDto);
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
  const team = await read(tx, id);
  record(tx, "team.created", team, {});
  return team;
}

/** Locks a team that is not deleted; null when there is none. */
export async function lockTeam(tx: Tx, teamId: number): Promise<TeamDto | null> {
  const found = await lockRow(tx, "team", { id: teamId, columns: { id: "$.id" } });
  return found ? read(tx, teamId) : null;
}

/** Whether the team exists; it cannot be deleted before the transaction ends. */
export async function shareTeam(tx: Tx, teamId: number): Promise<boolean> {
  const found = await tx.query(
    `select 1 from team where account_id = $1 and id = $2 and deleted_at is null for share`,
    [tx.caller.accountId, teamId],
  );
  return found.length > 0;
}

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
  const after = await read(tx, before.id);
  const changes = differences(before, after, ["name", "memberIds", "deletedAt"]);
  record(tx, deletedAt === null ? "team.updated" : "team.deleted", after, changes);
  return after;
}

/** Refuses users who are not members of the account. */
async function setMembers(tx: Tx, teamId: number, memberIds: readonly number[]): Promise<void> {
  const { accountId } = tx.caller;
  const wanted = [...new Set(memberIds)];
  await prismaOf(tx).teamMember.deleteMany({ where: { accountId, teamId } });
  const added = await tx.query(
    `insert into team_member (account_id, team_id, user_id)
     select $1, $2, m.user_id from member m where m.account_id = $1 and m.user_id = any($3::bigint[])
     returning user_id`,
    [accountId, teamId, wanted],
  );
  if (added.length < wanted.length) throw new Refusal("member.not_found", { field: "memberIds" });
}

async function read(tx: Tx, teamId: number): Promise<TeamDto> {
  return toDto(one(await tx.query<TeamRow>(`${TEAMS} and t.id = $2`, [tx.caller.accountId, teamId])));
}

const TAKEN: Taken = { team_name: { code: "team.taken", field: "name" } };

const record = (tx: Tx, type: Extract<EventType, `team.${string}`>, dto: TeamDto, changes: Changes): void => {
  recordEvent(tx, { type, resource: "team", dto, changes });
};
