import type { ProvidedPostgres } from "@/server/lib/postgres/provide";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { RELAY_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { openReplicas } from "@/server/store/_replicas/open-replicas";

/** The connections of this process to Postgres, beside those of the process bus and of health. */
export type Pools = {
  /** Of requests and of the worker. */
  database: Database;
  /** Of the relay, however busy the others are. */
  relayDatabase: Database;
  /** Of display ids: who draws one holds a connection of `database` already. */
  displayIdDatabase: Database;
  close(): Promise<void>;
};

const RELAY_CONNECTIONS = 2;
/** Draws of an account share a statement, so that more would gain little. */
const DISPLAY_ID_CONNECTIONS = 1;

/** Fewer would let one long read hold up the others of its web process. */
const WEB_CONNECTIONS_MIN = 4;

/** Of `DATABASE_CONNECTIONS`, what each of so many web processes gets for requests. */
export const shareOfConnections = (max: number, webs: number): number =>
  Math.min(max, Math.max(WEB_CONNECTIONS_MIN, Math.ceil(max / webs)));

/** Those of the process bus and of health. */
const OTHER_CONNECTIONS = 2;

/** The most connections that a main process opens together with so many web processes. */
export function connectionsOfAll(max: number, webs: number): number {
  const withAllAccounts = (own: number) => own + Math.ceil(own / 4);
  const ofRequests = (own: number) => withAllAccounts(own) + withAllAccounts(DISPLAY_ID_CONNECTIONS);
  const main = ofRequests(max) + RELAY_CONNECTIONS + OTHER_CONNECTIONS;
  return main + webs * ofRequests(shareOfConnections(max, webs));
}

/** Opens the pools; part of the composition root. */
export function openPools(max: number, postgres: ProvidedPostgres): Pools {
  const { url, allAccountsUrl, directUrl, prepares } = postgres;
  let isClosing = false; // then Postgres may end a connection before this process does
  const onIdleError = (error: Error) =>
    isClosing || log.warn({ reason: reasonOf(error) }, "a database connection broke");
  const roles = { url, ...(allAccountsUrl !== url && { allAccountsUrl }), prepares, onIdleError };
  const relay = { name: "relay", url: directUrl, max: RELAY_CONNECTIONS, limits: RELAY_LIMITS, onIdleError };
  const pools = {
    database: openDatabase({ ...roles, name: "main", max }),
    relayDatabase: openDatabase(relay),
    displayIdDatabase: openDatabase({
      ...roles,
      name: "display_ids",
      max: DISPLAY_ID_CONNECTIONS,
      limits: RELAY_LIMITS,
    }),
  };
  const replicas = openReplicas(pools.database, max, postgres);
  return {
    ...pools,
    async close() {
      isClosing = true;
      await replicas.close();
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
    },
  };
}
