import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";
import { createTestDatabase } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";

vi.setConfig({ testTimeout: 180_000 });

const { url: databaseUrl } = await createTestDatabase();
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const PARENT_ID = "b7ad6b7169203331";

let collector: Receiver;
let webhooks: Receiver;
beforeAll(async () => {
  [collector, webhooks] = [await openReceiver(), await openReceiver()];
  collector.answer = ({ answer }) => answer.writeHead(200, { "content-type": "application/json" }).end("{}");
});
afterAll(() => Promise.all([collector.close(), webhooks.close()]));

type SentSpan = {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  attributes: { key: string; value: Record<string, unknown> }[];
};

const sentSpans = (): SentSpan[] =>
  collector.taken.flatMap(({ json }) =>
    json.resourceSpans.flatMap((resource: { scopeSpans: { spans: SentSpan[] }[] }) =>
      resource.scopeSpans.flatMap(({ spans }) => spans),
    ),
  );

const attributesOf = ({ attributes }: SentSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

test("a request continues its caller's trace, its command and its webhook are spans, and no span has contents or secrets", async () => {
  const token = newSecret();
  const app = startApp({
    ROLE: "all",
    DATABASE_URL: databaseUrl,
    DATA_DIR: temporaryDataDir(),
    ADMIN_API_TOKEN: token,
    ADMIN_EMAIL: "ada@acme.example",
    WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32",
    OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin,
  });
  const url = await app.ready();
  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`,
      },
      body: JSON.stringify(body),
    });
  const endpoint = await post("/v1/endpoints", { url: webhooks.url, types: ["contact.created"] });
  expect(endpoint.status).toBe(201);
  const made = await post("/v1/contacts?note=personal", { name: "Wilhelmina Personal" });
  expect(made.status).toBe(201);
  await vi.waitUntil(() => webhooks.taken.length > 0, { timeout: 20_000 });
  app.child.kill("SIGTERM");
  const { code } = await app.ended();
  expect(code).toBe(0);

  const spans = sentSpans();
  const request = spans.find(({ name }) => name === "POST /v1/contacts");
  const command = spans.find(({ name }) => name === "command contact.created");
  const delivery = spans.find(({ name }) => name === "webhook delivery");
  if (!request || !command || !delivery) throw new Error(JSON.stringify(spans.map(({ name }) => name)));
  expect(request).toMatchObject({ traceId: TRACE_ID, parentSpanId: PARENT_ID });
  expect(attributesOf(request)).toMatchObject({
    "http.route": "/v1/contacts",
    "http.response.status_code": 201,
    "tickline.account_id": 1,
  });
  expect(command).toMatchObject({ traceId: TRACE_ID, parentSpanId: request.spanId });
  expect(attributesOf(command)).toMatchObject({ "tickline.account_id": 1, "tickline.events": 1 });
  expect(webhooks.taken[0]?.headers["traceparent"]).toBe(`00-${delivery.traceId}-${delivery.spanId}-01`);
  const everything = collector.taken.map(({ body }) => body).join();
  for (const secret of ["Wilhelmina", "note=personal", token, "ada@acme.example", webhooks.url])
    expect(everything).not.toContain(secret);
});
