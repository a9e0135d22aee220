import { expect } from "vitest";
import { createRun, type Operation, type Run } from "@/server/commands/_run/run";
import type { Database, Db } from "@/server/store/_postgres/db";
import { failAt, isFault } from "@/test/support/database/interleave";
import { drawnFaults } from "@/test/support/scenes/property";
import type { World } from "@/test/support/scenes/world";

const STATEMENTS_MAX = 150;

/** Every position; of a case that is not thorough, those that are drawn. */
const positions = (isThorough: boolean): Iterable<number> =>
  isThorough ? Array.from({ length: STATEMENTS_MAX }, (_, i) => i + 1) : drawnFaults(STATEMENTS_MAX);

/**
 * Attempts a command with a fault at its first statement, at its second one, … until it succeeds, and returns that
 * attempt's operation. Expects that the others leave nothing behind, and that the last one wakes the relay once.
 * @param isThorough whether each statement fails in turn; otherwise drawn ones do
 */
export async function attemptWithFaults<R>(
  world: World,
  attempt: (run: Run) => Promise<Operation<R>>,
  { isThorough }: { isThorough: boolean },
): Promise<Operation<R>> {
  const before = await markWrites(world.database);
  const waiting = await countOutbox(world.database);
  let wakes = 0;
  for (const n of positions(isThorough)) {
    const faulty = failAt(world.database, n, n % 2 === 0 ? "refused" : "lost");
    const run = createRun({
      database: faulty.database,
      now: () => world.clock.now,
      onCommitted: () => wakes++,
    });
    const done = await attempt(run).catch((error: unknown) => {
      expect(isFault(error) ? "the fault" : error).toBe("the fault");
      return null;
    });
    if (done) {
      expect(faulty.statements()).toBeLessThan(n);
      expect((await countOutbox(world.database)) - waiting).toBe(done.events.length);
      expect(wakes).toBe(done.events.length > 0 ? 1 : 0);
      return done;
    }
    expect(await tablesWrittenSince(world.database, before)).toEqual([]);
  }
  throw new Error(`no success after ${STATEMENTS_MAX} statements`);
}

async function countOutbox(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>("select count(*) as n from outbox");
  return row?.n ?? 0;
}

/**
 * Records by triggers every row that a committed transaction inserts, updates or deletes, in all current tables.
 */
export async function watchWrites(db: Db): Promise<void> {
  const tables = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  await db.query(`create table write_audit (id bigint generated always as identity primary key, name text)`);
  await db.query(`
    create function audit_write() returns trigger language plpgsql security definer as $$
    begin
      insert into write_audit (name) values (tg_argv[0]);
      return null;
    end $$`);
  for (const { name } of tables) {
    await db.query(`
      create trigger audit_write after insert or update or delete on "${name}" for each row
        execute function audit_write('${name}')`);
    await db.query(`
      create trigger audit_truncate after truncate on "${name}" execute function audit_write('${name}')`);
  }
}

/** The last record's position. */
export async function markWrites(db: Db): Promise<number> {
  const [row] = await db.query<{ id: number }>("select coalesce(max(id), 0) as id from write_audit");
  return row?.id ?? 0;
}

/** The tables written since, one name per row; sequences are left out. */
export async function tablesWrittenSince(db: Db, mark: number): Promise<string[]> {
  const rows = await db.query<{ name: string }>("select name from write_audit where id > $1 order by id", [
    mark,
  ]);
  return rows.map(({ name }) => name);
}
