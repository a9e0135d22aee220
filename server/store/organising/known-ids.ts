import { SPAM } from "@/server/domain/inbox/policy";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

export type Named = {
  inboxIds?: readonly number[];
  teamIds?: readonly number[];
  memberIds?: readonly number[];
  labels?: readonly string[];
};
export type Missing = { inboxIds: number[]; teamIds: number[]; memberIds: number[]; labels: string[] };

/**
 * What the account does not have of these: inboxes, teams and labels that are not deleted, and members, with `onlyActive` active
 * ones. A statement for each list that is not empty, by primary keys and label_name.
 */
export async function listMissing(
  db: Db,
  accountId: number,
  { inboxIds = [], teamIds = [], memberIds = [], labels = [] }: Named,
  { onlyActive = true } = {},
): Promise<Missing> {
  const prisma = prismaOf(db);
  const state = onlyActive ? { state: "active" } : {};
  return {
    inboxIds: await without(inboxIds, async (ids) => {
      const where = { accountId, id: { in: ids } };
      return (await prisma.inbox.findMany({ where, select: { id: true } })).map(({ id }) => Number(id));
    }),
    teamIds: await without(teamIds, async (ids) => {
      const where = { accountId, id: { in: ids }, deletedAt: null };
      return (await prisma.team.findMany({ where, select: { id: true } })).map(({ id }) => Number(id));
    }),
    memberIds: await without(memberIds, async (ids) => {
      const where = { accountId, userId: { in: ids }, ...state };
      const found = await prisma.member.findMany({ where, select: { userId: true } });
      return found.map(({ userId }) => Number(userId));
    }),
    labels: await without(
      labels.filter((label) => label !== SPAM),
      async (names) => {
        const where = { accountId, name: { in: names }, deletedAt: null };
        return (await prisma.label.findMany({ where, select: { name: true } })).map(({ name }) => name);
      },
    ),
  };
}

/** Those of `wanted` that `find` does not return. */
async function without<T>(wanted: readonly T[], find: (wanted: T[]) => Promise<T[]>): Promise<T[]> {
  if (wanted.length === 0) return [];
  const found = new Set(await find([...wanted]));
  return wanted.filter((one) => !found.has(one));
}
