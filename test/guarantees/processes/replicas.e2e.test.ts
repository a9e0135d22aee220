import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Caller } from "@/server/contract/_shared/caller";
import { checkReplicas } from "@/server/lib/postgres/check-replicas";
import { type ProvidedPostgres, providePostgres } from "@/server/lib/postgres/provide";
import { metrics } from "@/server/lib/process/metrics";
import { openPools, type Pools } from "@/server/open-pools";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listMessages } from "@/server/queries/messages/list-messages";
import { search } from "@/server/queries/search/search";
import type { Database } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { prepareSchema } from "@/server/store/_postgres/migrate";
import { isStorageOut } from "@/server/store/_postgres/storage-alert";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { testServerUrl } from "@/test/support/database/database";
import {
  type PrimaryPostgres,
  runAsSuperuser,
  type Standby,
  startPrimary,
  startStandby,
} from "@/test/support/database/standby";
import { openSwallowingProxy } from "@/test/support/network/swallowing-proxy";
import { countReads, isAtStandby, isSleeping, stateNow } from "@/test/support/scenes/replica-reads";
import { createScene, createTenant } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

/** Two servers of the file's own. Each test leaves the standby following the primary. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const DATABASE = "tickline";
const SOON = { timeout: 90_000, interval: 20 };

let primary: PrimaryPostgres;
let standby: Standby;
let postgres: ProvidedPostgres;
let pools: Pools;
/** Of another process, which has no replicas. */
let others: Pools;
beforeAll(async () => {
  primary = await startPrimary();
  const { owner, worker, app } = primary.urls;
  await prepareSchema({ ownerUrl: owner, allAccountsUrl: worker, url: app });
  standby = await startStandby(primary);
  postgres = await providePostgres(environment([standby.urlOf(DATABASE, "app")]));
  others = openPools(4, { ...postgres, replicaUrls: [] });
});
beforeEach(async () => {
  pools = openPools(4, postgres);
  await waitFor(() => expect(stateNow().leftOut).toBeNull(), SOON);
});
afterEach(() => pools.close());
afterAll(async () => {
  await others.close();
  await postgres.stop();
  await standby.remove();
  await primary.stop();
});

const environment = (DATABASE_REPLICA_URL: string[]) => ({
  DATABASE_URL: primary.urls.app,
  DATABASE_WORKER_URL: primary.urls.worker,
  DATABASE_OWNER_URL: primary.urls.owner,
  DATABASE_DIRECT_URL: undefined,
  DATABASE_REPLICA_URL,
  DATA_DIR: "",
});

/** An account with a conversation, in the process with replicas. */
async function openScene(from: Pools = pools) {
  const run = createRun({ database: from.database, now: () => new Date(), onCommitted: () => {} });
  const tenant = await createTenant({ run });
  const { conversation } = await createScene({ run }, tenant);
  const here = { conversation: { conversationId: conversation.id } };
  return {
    run,
    here,
    admin: tenant.admin,
    database: forAccount(pools.database, tenant.accountId),
    send: (content: string) => run(sendMessage, tenant.admin, { ...here, content }),
  };
}

const pauseReplay = async () => {
  await runAsSuperuser(standby.urlOf(DATABASE), "select pg_wal_replay_pause()");
  onTestFinished(resumeReplay);
};
const resumeReplay = () => runAsSuperuser(standby.urlOf(DATABASE), "select pg_wal_replay_resume()");

const lastOf = async (database: Database, admin: Caller, here: Parameters<typeof listMessages>[2]) =>
  (await listMessages(database, admin, here)).data.at(-1)?.content;

test("lists, threads, conversations and searches are read from the replica, commands from the primary", async () => {
  const { admin, database, here, send } = await openScene();
  await send("Hello");
  await waitFor(async () => expect(await isAtStandby(database)).toBe(true), SOON);
  const counted = await countReads();
  expect((await listConversations(database, admin, { limit: 10 })).data).toHaveLength(1);
  expect(await lastOf(database, admin, { ...here, limit: 10 })).toBe("Hello");
  expect((await getConversation(database, admin, here.conversation)).conversation.status).toBe("open");
  expect(await search(database, admin, { query: "Li Wen", limit: 5 })).toMatchObject({ messages: [] });
  const reads = await counted.atReplica();
  expect(reads).toBeGreaterThanOrEqual(4);
  await send("Again");
  expect(await counted.atReplica()).toBe(reads);
});

test("row-level security holds there as on the primary", async () => {
  const [one, other] = [await openScene(), await openScene()];
  for (const { database } of [one, other])
    await waitFor(async () => expect(await isAtStandby(database)).toBe(true), SOON);
  const counted = await countReads();
  for (const { database, here } of [one, other, one]) {
    const rows = await atReplica(database).query<{ id: number }>("select id from conversation");
    expect(rows).toEqual([{ id: here.conversation.conversationId }]);
  }
  expect(await counted.atReplica()).toBe(3);
  await expect(getConversation(one.database, other.admin, one.here.conversation)).rejects.toThrow(
    "not_found",
  );
});

test("what this process or another one has committed is in the next read", async () => {
  const [own, foreign] = [await openScene(), await openScene(others)];
  const counted = await countReads();
  for (const { admin, database, here, send } of [own, foreign])
    for (let nth = 1; nth <= 30; nth++) {
      await send(`Message ${nth}`);
      expect(await lastOf(database, admin, { ...here, limit: 1 })).toBe(`Message ${nth}`);
    }
  await waitFor(async () => expect(await isAtStandby(own.database)).toBe(true), SOON);
  expect(await counted.repeated()).toBe(0);
});

test("while the replica replays nothing, what was written is read from the primary, and later from the replica again", async () => {
  const { admin, database, here, send } = await openScene();
  await pauseReplay();
  const counted = await countReads();
  await send("Unreplayed");
  const began = performance.now();
  for (let nth = 0; nth < 20; nth++)
    expect(await lastOf(database, admin, { ...here, limit: 1 })).toBe("Unreplayed");
  expect(performance.now() - began).toBeLessThan(2_000); // only a few of them wait for the replica
  expect(await counted.atReplica()).toBe(0);
  await resumeReplay();
  await waitFor(async () => expect(await isAtStandby(database)).toBe(true), SOON);
  expect(await lastOf(database, admin, { ...here, limit: 1 })).toBe("Unreplayed");
});

test("a replica that is far behind is left out, is reported, and comes back by itself", async () => {
  const { database, send } = await openScene();
  await pauseReplay();
  await runAsSuperuser(
    primary.urlOf(DATABASE),
    "select count(pg_logical_emit_message(false, 'fill', repeat('x', 1048576))) from generate_series(1, 70)",
  );
  await send("Last");
  await waitFor(() => expect(stateNow().leftOut).toMatch(/^it is \d+ MB behind$/), SOON);
  await waitFor(() => expect(stateNow().bytesBehind).toBeGreaterThan(70 * 1_048_576), SOON); // it still received
  const page = await metrics.registry.metrics();
  expect(page).toMatch(/^tickline_replica_left_out\{replica="127\.0\.0\.1:\d+"\} 1$/m);
  expect(await isAtStandby(database)).toBe(false);
  await resumeReplay();
  await waitFor(async () => expect(await isAtStandby(database)).toBe(true), SOON);
  expect(stateNow()).toMatchObject({ leftOut: null });
});

test("no read fails while the replica is gone, and it comes back by itself", async () => {
  const { admin, database, here, send } = await openScene();
  let isOver = false;
  const reading = Promise.all(
    Array.from({ length: 4 }, async () => {
      let reads = 0;
      for (; !isOver; reads++) await listMessages(database, admin, { ...here, limit: 5 });
      return reads;
    }),
  );
  await standby.stop();
  await waitFor(() => expect(stateNow().leftOut).not.toBeNull(), SOON);
  await send("Meanwhile");
  expect(await lastOf(database, admin, { ...here, limit: 1 })).toBe("Meanwhile");
  await standby.start();
  await waitFor(async () => expect(await isAtStandby(database)).toBe(true), SOON);
  isOver = true;
  expect(Math.min(...(await reading))).toBeGreaterThan(0);
  expect(await lastOf(database, admin, { ...here, limit: 1 })).toBe("Meanwhile");
});

test("reads that a frozen replica has are answered by the primary as soon as it is left out", async () => {
  await pools.close();
  const proxy = await openSwallowingProxy(standby.urlOf(DATABASE, "app"));
  onTestFinished(() => proxy.close());
  pools = openPools(4, { ...postgres, replicaUrls: [proxy.url] });
  const { database } = await openScene();
  await waitFor(async () => expect(await isAtStandby(database)).toBe(true), SOON);
  const reads: Promise<unknown>[] = [];
  await waitFor(async () => {
    reads.push(atReplica(database).query("select case when pg_is_in_recovery() then pg_sleep(60) end"));
    expect(await isSleeping(standby.urlOf(DATABASE))).toBe(true);
  }, SOON);
  const counted = await countReads();
  proxy.freeze();
  await waitFor(() => expect(stateNow().leftOut).not.toBeNull(), SOON);
  // They are repeated with that: that their connections are lost is found seconds later.
  expect(await counted.repeated()).toBeGreaterThan(0);
  await Promise.all(reads);
});

test("what a replica cannot do is done on the primary, and no full disk is reported", async () => {
  const { database } = await openScene();
  await waitFor(async () => expect(await isAtStandby(database)).toBe(true), SOON);
  const counted = await countReads();
  const [row] = await atReplica(database).query<{ name: string }>(
    "update account set name = name || '!' returning name",
  );
  expect(row?.name).toMatch(/!$/);
  expect([await counted.repeated(), isStorageOut()]).toEqual([1, false]);
  expect(stateNow().leftOut).toBeNull();
});

test("a start refuses a replica of another installation or with another role; one that is away or no standby is reported", async () => {
  const start = (url: string) => providePostgres(environment([url])).then(({ stop }) => stop());
  await expect(start(testServerUrl("postgres", "app"))).rejects.toThrow("it has another database");
  await expect(start(standby.urlOf("postgres", "app"))).rejects.toThrow("it has another database");
  await expect(start(standby.urlOf(DATABASE, "worker"))).rejects.toThrow(
    "its role is tickline_worker, and that of DATABASE_URL is tickline_app",
  );
  const away = "postgres://tickline_app:hunter2@127.0.0.1:1/tickline";
  await start(away);
  await start(primary.urls.app);
  const checked = await checkReplicas([away, primary.urls.app], { primaryUrl: primary.urls.app });
  expect(checked.map(({ fault }) => fault?.isOther)).toEqual([false, false]);
  expect(checked[0]?.fault?.reason).toContain("ECONNREFUSED");
  expect(checked[1]?.fault?.reason).toBe("it is no standby: it accepts writes");
});

test("a promoted replica is left out", async () => {
  const { database } = await openScene();
  await runAsSuperuser(standby.urlOf(DATABASE), "select pg_promote()");
  await waitFor(() => expect(stateNow().leftOut).toBe("it is no standby: it accepts writes"), SOON);
  expect(await isAtStandby(database)).toBe(false);
  expect(await atReplica(database).query("select pg_is_in_recovery() as x")).toEqual([{ x: false }]);
});
