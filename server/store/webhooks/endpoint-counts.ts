import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

/** How many endpoints an account has, without those of inboxes' callbacks. */
export const countOwnEndpoints = (db: Db, accountId: number): Promise<number> =>
  prismaOf(db).endpoint.count({ where: { accountId, deletedAt: null, callbackInboxId: null } });

/** How many endpoints of an account were disabled because of their answers, or have failed for a day. */
export const countTroubled = (db: Db, accountId: number): Promise<number> =>
  prismaOf(db).endpoint.count({
    where: {
      accountId,
      deletedAt: null,
      OR: [
        { state: "disabled", disabledReason: { not: "by_hand" } },
        { state: { not: "disabled" }, failingSince: { not: null } },
      ],
    },
  });
