import { withConnection } from "@/server/lib/postgres/connection";
import { metrics } from "@/server/lib/process/metrics";
import { replicaStates } from "@/server/lib/process/replica-states";
import type { Database } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";

/** What this process knows of its one replica. */
export function stateNow() {
  const [state] = replicaStates();
  if (!state) throw new Error("there must be one replica");
  return state;
}

/** How many reads a server has answered since this was called. */
export async function countReads() {
  const of = async (server: string, reason: string) => {
    const { values } = await metrics.replicas.reads.get();
    return values.find(({ labels }) => labels.server === server && labels.reason === reason)?.value ?? 0;
  };
  const [replica, repeated] = [await of("replica", ""), await of("primary", "repeated")];
  return {
    atReplica: async () => (await of("replica", "")) - replica,
    repeated: async () => (await of("primary", "repeated")) - repeated,
  };
}

/** Whether the next read goes to the standby. */
export const isAtStandby = async (database: Database): Promise<boolean | undefined> => {
  const [row] = await atReplica(database).query<{ isThere: boolean }>(
    `select pg_is_in_recovery() as "isThere"`,
  );
  return row?.isThere;
};

/** Whether a statement of the server at `url` sleeps. `url`: of its superuser. */
export const isSleeping = (url: string): Promise<boolean> =>
  withConnection(url, async (client) => {
    const { rows } = await client.query("select from pg_stat_activity where wait_event = 'PgSleep'");
    return rows.length > 0;
  });
