import type { Db } from "@/server/store/_postgres/db";

/** Counts every committed change of a status column by triggers. */
export async function watchStatuses(db: Db): Promise<void> {
  await db.query(`create table status_audit (kind text, account_id bigint, resource_id bigint, tx xid8)`);
  await db.query(`
    create function audit_status() returns trigger language plpgsql security definer as $$
    begin
      insert into status_audit values (tg_table_name, new.account_id, new.id, pg_current_xact_id());
      return null;
    end $$`);
  for (const table of ["conversation", "message"])
    await db.query(`
      create trigger audit_status after update on ${table} for each row
        when (old.status is distinct from new.status) execute function audit_status()`);
}

export type StatusCount = { kind: string; resourceId: number; count: number };

/** Changes of status columns per resource. */
export const countStatusChanges = (db: Db): Promise<StatusCount[]> =>
  db.query<StatusCount>(
    `select kind, resource_id as "resourceId", count(*) as count from status_audit group by 1, 2 order by 1, 2`,
  );

/** Events of status changes per resource, in the log and in the outbox. */
export const countStatusEvents = (db: Db): Promise<StatusCount[]> =>
  db.query<StatusCount>(
    `select resource_type as kind, resource_id as "resourceId", count(*) as count
       from (select type, resource_type, resource_id from event
             union all select type, resource_type, resource_id from outbox) as events
      where type in ('conversation.status_changed', 'message.status_changed', 'message.withdrawn') group by 1, 2 order by 1, 2`,
  );
