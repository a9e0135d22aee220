import pg from "pg";

/** What tells whether one server of Postgres is a standby of another, and how far it is. */
export type ServerFacts = {
  /** The cluster's identifier, which its standbys share; null where the role may not read it. */
  system: string | null;
  /** Changes when a standby is promoted; null as above. */
  timeline: number | null;
  /** The numbers of the database and of a table: a standby has the same. */
  database: string;
  role: string;
  isInRecovery: boolean;
  /** The end of what is flushed, on a standby of what is replayed: in bytes of the log. */
  position: bigint;
};

type FactsRow = Omit<ServerFacts, "position"> & { position: string };

const OF_THIS_DATABASE = `
  select d.oid || ':' || coalesce(to_regclass('account')::oid::text, '') as database,
         current_user::text as role, pg_is_in_recovery() as "isInRecovery",
         (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_flush_lsn() end - '0/0')::text as position`;

/** The control file's identifier and timeline may be closed to the role; the second form does without. */
const FACTS = [
  `${OF_THIS_DATABASE}, s.system_identifier::text as system, c.timeline_id as timeline
     from pg_database d, pg_control_system() s, pg_control_checkpoint() c where d.datname = current_database()`,
  `${OF_THIS_DATABASE}, null as system, null as timeline from pg_database d where d.datname = current_database()`,
] as const;

const INSUFFICIENT_PRIVILEGE = "42501";

/** Reads the facts of the server that `on` is connected to. */
export async function readServerFacts(on: pg.Pool | pg.Client): Promise<ServerFacts> {
  const read = async (text: string): Promise<ServerFacts> => {
    const [facts] = (await on.query<FactsRow>(text)).rows;
    if (!facts) throw new Error("the server has no row about this database");
    return { ...facts, position: BigInt(facts.position) };
  };
  try {
    return await read(FACTS[0]);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    return read(FACTS[1]);
  }
}

/** Why reads cannot go to a server. `isOther`: it has other data, or another role, which no wait mends. */
export type ReplicaFault = { reason: string; isOther: boolean };

/** Compares a server with the primary. `role`: that of DATABASE_URL; null = its address names none. */
export function faultOfReplica(
  primary: ServerFacts,
  found: ServerFacts,
  role: string | null,
): ReplicaFault | null {
  const isKnown = primary.system !== null && found.system !== null;
  if (isKnown ? primary.system !== found.system : primary.database !== found.database)
    return { reason: "it has another database than DATABASE_URL", isOther: true };
  if (role !== null && found.role !== role)
    return { reason: `its role is ${found.role}, and that of DATABASE_URL is ${role}`, isOther: true };
  if (!found.isInRecovery) return { reason: "it is no standby: it accepts writes", isOther: false };
  if (isKnown && primary.timeline !== found.timeline)
    return { reason: "it does not follow the timeline of the primary", isOther: false };
  return null;
}

/** The role that an address names, or null. */
export const roleOf = (url: string): string | null => decodeURIComponent(new URL(url).username) || null;
