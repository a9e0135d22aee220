import type pg from "pg";
import { codeOf } from "@/server/lib/process/start-failure";

/** What shows whether one server of Postgres is a standby of another, and how far it is. */
export type ServerFacts = {
  /** The cluster's identifier and timeline, which its standbys share; null where the role may not read them. */
  control: { system: string; timeline: number } | null;
  /** The identifier of the cluster in which the installation last started, as its tables have it; null before. */
  stored: string | null;
  /** The number of the database in its cluster, which a standby has too: a cluster may have several installations. */
  database: string;
  /** That of one of its tables; empty before there are any. */
  table: string;
  role: string;
  isInRecovery: boolean;
  /** The end of what is flushed, on a standby of what is replayed: in bytes of the log. */
  position: bigint;
};

type Basics = Pick<ServerFacts, "database" | "table" | "role" | "isInRecovery"> & { position: string };

const BASICS = `
  select d.oid::text as database, coalesce(to_regclass('account')::oid::text, '') as table,
         current_user::text as role, pg_is_in_recovery() as "isInRecovery",
         (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end - '0/0')::text as position
    from pg_database d where d.datname = current_database()`;

const CONTROL = `
  select system_identifier::text as system, timeline_id as timeline from pg_control_system(), pg_control_checkpoint()`;
const STORED = "select nullif(split_part(origin, ':', 1), '') as system from relay_state where id = 1";

/** A role that may not, or a database without tables yet. */
const IS_CLOSED = ["42501", "42P01"];

/** Reads the facts of the server that `on` is connected to. */
export async function readServerFacts(on: pg.Pool | pg.Client): Promise<ServerFacts> {
  const read = async <R extends pg.QueryResultRow>(text: string) => (await on.query<R>(text)).rows[0] ?? null;
  const readIfOpen = <R extends pg.QueryResultRow>(text: string) =>
    read<R>(text).catch((error: unknown) => {
      if (!IS_CLOSED.includes(codeOf(error) ?? "")) throw error;
      return null;
    });
  const basics = await read<Basics>(BASICS);
  if (!basics) throw new Error("the server has no row about this database");
  const control = await readIfOpen<{ system: string; timeline: number }>(CONTROL);
  const stored = await readIfOpen<{ system: string | null }>(STORED);
  return { ...basics, position: BigInt(basics.position), control, stored: stored?.system ?? null };
}

/** Why reads cannot go to a server. `isOther`: it has other data, or another role, which no wait mends. */
export type ReplicaFault = { reason: string; isOther: boolean };

/** Compares a server with the primary. `role`: that of DATABASE_URL; null = its address names none. */
export function faultOfReplica(
  primary: ServerFacts,
  found: ServerFacts,
  role: string | null,
): ReplicaFault | null {
  if (!isSameDatabase(primary, found))
    return { reason: "it has another database than DATABASE_URL", isOther: true };
  if (role !== null && found.role !== role)
    return { reason: `its role is ${found.role}, and that of DATABASE_URL is ${role}`, isOther: true };
  if (!found.isInRecovery) return { reason: "it is no standby: it accepts writes", isOther: false };
  if (primary.control && found.control && primary.control.timeline !== found.control.timeline)
    return { reason: "it does not follow the timeline of the primary", isOther: false };
  return null;
}

/** The same number, in clusters that are the same by the surest of what both show. */
function isSameDatabase(one: ServerFacts, other: ServerFacts): boolean {
  if (one.database !== other.database) return false;
  if (one.control && other.control) return one.control.system === other.control.system;
  if (one.stored !== null && other.stored !== null) return one.stored === other.stored;
  return one.table === other.table;
}

/** The role that an address names, or null. */
export const roleOf = (url: string): string | null => decodeURIComponent(new URL(url).username) || null;
