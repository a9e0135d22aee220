import type { Db } from "@/server/store/_postgres/db";

/** Runs `act` while the disk is full for each new contact in a channel whose id there is `sourceId`. */
export async function withoutRoomFor<T>(database: Db, sourceId: string, act: () => Promise<T>): Promise<T> {
  await database.query(
    `create function full_disk() returns trigger language plpgsql as
       $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`,
  );
  await database.query(
    `create trigger full_disk before insert on contact_inbox for each row when (new.source_id = '${sourceId}') execute function full_disk()`,
  );
  try {
    return await act();
  } finally {
    await database.query("drop function full_disk cascade");
  }
}
