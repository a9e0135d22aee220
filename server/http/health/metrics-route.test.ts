import { request } from "node:http";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createApp } from "@/server/http/app";
import { metrics } from "@/server/lib/process/metrics";
import { provideReplicaStates } from "@/server/lib/process/replica-states";
import { openDatabase } from "@/server/store/_postgres/db";
import { startScheduledJobs } from "@/server/worker/jobs/scheduled-jobs";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { metricsPart, renderMetrics } from "./metrics-page";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

/** `fetch` would not send another host. */
const statusWith = (headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(`${api.url}/metrics`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });

test("the metrics are for programs on this machine", async () => {
  expect(await statusWith({})).toBe(200);
  expect(await statusWith({ host: "localhost:3000" })).toBe(200);
});

test.each([
  [{ "x-forwarded-for": "8.8.8.8" }],
  [{ forwarded: "for=8.8.8.8" }],
  [{ via: "1.1 proxy" }],
  [{ host: "rebind.evil.example" }],
  [{ "x-unknown-proxy": "", "x-forwarded-for": "8.8.8.8" }],
])("they are not found through an unknown proxy, or by another name: %j", async (headers) => {
  expect(await statusWith(headers)).toBe(404);
});

const page = async (app = createApp({ services: () => api.services })) => {
  const answer = await fetchLocally(app);
  return { status: answer.status, text: await answer.text() };
};
const fetchLocally = (app: ReturnType<typeof createApp>) => {
  vi.stubEnv("METRICS_TOKEN", "of this test");
  return app.request("/metrics", { headers: { authorization: "Bearer of this test" } });
};
afterEach(() => vi.unstubAllEnvs());

test("they have the messages in trouble of each inbox and what waits, without names", async () => {
  const tenant = await createTokenTenant(api);
  const { path, inbox } = await begin(tenant.client);
  const send = async () => (await tenant.client.post(`${path}/messages`, { content: "Hello" })).body.id;
  await send();
  await tenant.client.post("/v1/receipts", {
    receipts: [{ messageId: await send(), signal: "failed", error: "the text of an error" }],
  });
  await api.services.database.query(
    `insert into alert (account_id, kind, subject_type, subject_id, subject_name, facts, created_at, updated_at)
     values ($1, 'messages_failing', 'inbox', $2, 'WhatsApp', '{}', now(), now())`,
    [tenant.accountId, inbox.id],
  );
  const { text } = await page();
  const labels = `{account="${tenant.accountId}",inbox="${inbox.id}"}`;
  expect(text).toContain(`tickline_inbox_pending_messages${labels} 1\n`);
  expect(text).toContain(`tickline_inbox_failed_messages${labels} 1\n`);
  expect(text).toContain(`tickline_inbox_stuck_messages${labels} 0\n`);
  expect(text).not.toContain(`tickline_inbox_overdue_messages${labels}`);
  expect(text).toContain(`tickline_open_alerts{account="${tenant.accountId}",kind="messages_failing"} 1\n`);
  expect(text).toMatch(/^tickline_outbox_events \d+$/m);
  expect(text).toContain('tickline_sends_waiting{state="due"} 0\n');
  expect(text).toContain('tickline_message_changes_waiting{state="due"} 0\n');
  expect(text).toContain("tickline_health_read 1\n");
  expect(text).toMatch(/^tickline_database_bytes [1-9]\d{5,}$/m);
  expect(text).not.toMatch(/WhatsApp|the text of an error/);
});

test("while the database is away the page answers without these values, and says so", async () => {
  const query = () => Promise.reject(new Error("Connection terminated"));
  const database = { ...api.services.database, query };
  const { status, text } = await page(createApp({ services: () => ({ ...api.services, database }) }));
  expect(status).toBe(200);
  expect(text).toContain("tickline_health_read 0\n");
  expect(text).not.toContain("tickline_inbox_pending_messages{");
});

test("they have the disk, and no value while it cannot be read", async () => {
  let isBroken = false;
  metrics.resources.watchDisk(async () => {
    if (isBroken) throw new Error("EIO: i/o error");
    return { free: 5_000, reserve: 1_000 };
  });
  onTestFinished(() => metrics.resources.watchDisk(null));
  const { text } = await page();
  expect(text).toContain('tickline_disk_free_bytes{disk="data"} 5000\n');
  expect(text).toContain('tickline_disk_reserve_bytes{disk="data"} 1000\n');
  isBroken = true;
  const { status, text: later } = await page();
  expect(status).toBe(200);
  expect(later).not.toContain("tickline_disk_free_bytes{");
});

test("they have who uses a pool and who waits for it", async () => {
  const database = openDatabase({ url: api.world.url, max: 1, name: "test" });
  onTestFinished(() => database.close());
  await database
    .transaction(async (db) => {
      await db.query("select 1");
      const waiting = database.query("select 1");
      const { text } = await page();
      expect(text).toContain('tickline_pool_connections{pool="test",state="used"} 1\n');
      expect(text).toContain('tickline_pool_waiting{pool="test"} 1\n');
      return { waiting };
    })
    .then(({ waiting }) => waiting);
  expect((await page()).text).toContain('tickline_pool_connections{pool="test",state="idle"} 1\n');
});

test("the parts of several processes are one page: sums, and what all have in common once", async () => {
  metrics.operations.inc(2);
  metrics.maintenance.set(1);
  onTestFinished(() => metrics.maintenance.set(0));
  const replica = { name: "db2:5432", leftOut: "it is 12 s behind", bytesBehind: 90, secondsBehind: 12 };
  onTestFinished(provideReplicaStates(() => [replica]));
  metrics.requests.observe({ method: "GET", route: "/of/this/test", status: 200 }, 0.01);
  const part = await metricsPart();
  const own = await totalOf(metrics.operations);
  const text = await renderMetrics(
    () => api.services,
    async () => [part, part],
  );
  expect(text).toContain(`tickline_operations_total ${3 * own}\n`);
  expect(text).toContain("tickline_maintenance 1\n");
  expect(text).toContain('tickline_replica_left_out{replica="db2:5432"} 1\n');
  expect(text).toContain('tickline_replica_lag_seconds{replica="db2:5432"} 12\n');
  expect(text).toContain(
    'tickline_http_request_seconds_count{method="GET",route="/of/this/test",status="200"} 3\n',
  );
  expect(text).toContain("tickline_health_read 1\n");
});

const totalOf = async (counter: typeof metrics.operations) =>
  (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);

test("they have for how long a job that fails has been due", async () => {
  const failed = vi.fn();
  const job = { name: "a job that fails", everyMs: 5, work: () => Promise.reject(new Error("no")) };
  const jobs = startScheduledJobs([job], { retryMs: 1, onError: failed });
  onTestFinished(() => jobs.stop());
  await vi.waitUntil(() => failed.mock.calls.length >= 2);
  const { text } = await page();
  const [, late] = /^tickline_job_late_seconds\{task="a job that fails"\} (\S+)$/m.exec(text) ?? [];
  expect(Number(late)).toBeGreaterThan(0);
  await jobs.stop();
  expect((await page()).text).not.toContain("a job that fails");
});
