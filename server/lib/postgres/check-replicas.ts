import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { withConnection } from "./connection";
import { POOLED, refusePooler } from "./external";
import { faultOfReplica, type ReplicaFault, readServerFacts, roleOf, type ServerFacts } from "./server-facts";

const WITHIN_MS = 5_000;

type Primary = {
  primaryUrl: string;
  /** The addresses may be poolers in transaction mode: DATABASE_DIRECT_URL is set. */
  isPooled: boolean;
};

/** What is wrong with the replica at an address. `isOther` as of `ReplicaFault`. */
export type CheckedReplica = { name: string; fault: ReplicaFault | null; bytesBehind: number };

/**
 * Refuses replicas of another database, with another role, or behind a pooler that DATABASE_DIRECT_URL does not go with. One that does not answer,
 * or was promoted, is left out until that has changed: it stops no start.
 */
export async function refuseWrongReplicas(urls: readonly string[], primary: Primary): Promise<void> {
  const checked = await checkReplicas(urls, primary);
  for (const { name, fault } of checked)
    if (fault?.isOther)
      throw new StartFailure(`the replica ${name} (DATABASE_REPLICA_URL) cannot be used: ${fault.reason}`);
  if (primary.isPooled) return;
  for (const [at, url] of urls.entries())
    if (!checked[at]?.fault) await refusePooler("DATABASE_REPLICA_URL", url, POOLED);
}

/** Compares each replica with the primary. */
export async function checkReplicas(
  urls: readonly string[],
  { primaryUrl }: Pick<Primary, "primaryUrl">,
): Promise<CheckedReplica[]> {
  if (urls.length === 0) return [];
  const primary = await factsAt(primaryUrl);
  return Promise.all(
    urls.map(async (url) => {
      const name = new URL(url).host;
      try {
        const found = await factsAt(url);
        const bytesBehind = Math.max(0, Number(primary.position - found.position));
        return { name, fault: faultOfReplica(primary, found, roleOf(primaryUrl)), bytesBehind };
      } catch (error) {
        return { name, fault: { reason: reasonOf(error), isOther: false }, bytesBehind: 0 };
      }
    }),
  );
}

const factsAt = (url: string): Promise<ServerFacts> =>
  withConnection(
    { connectionString: url, connectionTimeoutMillis: WITHIN_MS, query_timeout: WITHIN_MS },
    readServerFacts,
  );
