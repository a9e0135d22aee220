import type { Caller } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import type { PolicyChangeDto, SettingChangeDto } from "@/server/contract/inbox/setting-change";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import {
  type ChangeFilter,
  POLICY_CHANGE_FIELDS,
  listSettingChanges as readChanges,
  toPolicyChange,
} from "@/server/store/inboxes/setting-changes";
import { getInbox } from "./list-inboxes";

type ListSettingChanges = ChangeFilter & { cursor?: string | null; limit: number };

/** The audit log: changes of settings, members and tokens, newest first. Administrators only. */
export function listSettingChanges(
  database: Database,
  caller: Caller,
  { cursor, limit, ...filter }: ListSettingChanges,
): Promise<Page<SettingChangeDto>> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  return database.snapshot(async (db) => {
    if (filter.inboxId) await getInbox(db, caller, filter.inboxId);
    administratorsOnly(caller);
    const found = await readChanges(db, caller.accountId, {
      ...filter,
      before: before === null ? null : Number(before),
      limit: limit + 1,
    });
    const data = found.slice(0, limit);
    const last = data.at(-1);
    return {
      data,
      nextCursor: found.length > limit && last ? formatPosition([last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** The entries of the audit log about an inbox's policy, newest first. */
export function listPolicyChanges(
  database: Database,
  caller: Caller,
  { inboxId, cursor, limit }: { inboxId: number; cursor?: string | null; limit: number },
): Promise<Page<PolicyChangeDto>> {
  const [before] = positionOf(cursor, ["number"]) ?? [null];
  return database.snapshot(async (db) => {
    await getInbox(db, caller, inboxId);
    const found = await prismaOf(db).settingChange.findMany({
      where: {
        accountId: caller.accountId,
        inboxId,
        subject: "policy",
        ...(before !== undefined && before !== null && { id: { lt: Number(before) } }),
      },
      orderBy: { id: "desc" },
      take: limit + 1,
      select: POLICY_CHANGE_FIELDS,
    });
    const rows = found.map(toPolicyChange);
    const data = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > limit && last ? formatPosition([last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}
