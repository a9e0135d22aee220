import { onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { withConnection } from "@/server/lib/postgres/connection";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/server/lib/postgres/embedded";
import { freePort } from "@/server/lib/postgres/launch";
import { makeDataDir } from "@/server/lib/postgres/place";
import { type AppProcess, startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";
import { APP_SECRET, publicWriter, type Writer, whatsappWriter } from "./deliveries";

const TOKEN = "an-api-token-of-the-first-administrator";
const WHATSAPP_CUSTOMERS = 30;
const VISITORS = 10;

export type Product = Awaited<ReturnType<typeof startProduct>>;

/** Postgres, a web process and a spool in front of it, each a process. */
export async function startProduct() {
  const folder = temporaryDataDir();
  makeDataDir(folder);
  let postgres: EmbeddedPostgres = await startEmbeddedPostgres(folder);
  onTestFinished(() => postgres.stop());
  const corePort = String(await freePort(undefined));
  const core = startApp({
    ROLE: "web",
    PORT: corePort,
    DATA_DIR: temporaryDataDir(),
    DATABASE_URL: postgres.urls.app,
    DATABASE_WORKER_URL: postgres.urls.worker,
    DATABASE_OWNER_URL: postgres.urls.owner,
    ADMIN_API_TOKEN: TOKEN,
    TRUST_PROXY: "1",
    LOG_LEVEL: "fatal",
    RATE_LIMITS: "true",
    SPOOL_SECRET: SECRET,
  });
  await waitUntil(() => isReady(`http://127.0.0.1:${corePort}`), { withinMs: 60_000 });
  const startSpool = spoolStarter(`http://127.0.0.1:${corePort}`);
  let spool = await startSpool();
  return {
    core,
    url: () => spool.url,
    stopPostgres: () => postgres.stop(),
    async startPostgres() {
      postgres = await startEmbeddedPostgres(folder);
    },
    async killSpool() {
      spool.app.child.kill("SIGKILL");
      await spool.app.ended();
      spool = await startSpool();
    },
    spoolHealth: async (): Promise<{ waiting: number; aside: number }> =>
      (await fetch(`${spool.url}/health`)).json(),
    async spoolMemory() {
      const page = await (await fetch(`${spool.url}/metrics`)).text();
      return /^process_resident_memory_bytes (\d+)/m.exec(page)?.[1];
    },
    storedTexts: () => storedTexts(postgres.urls.worker),
  };
}

const SECRET = "a secret of the spool and of the web process";

const isReady = (url: string) =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Each start is on the same port, with the same folder. */
function spoolStarter(upstream: string): () => Promise<{ app: AppProcess; url: string }> {
  const folder = temporaryDataDir();
  let port = "0";
  return async () => {
    const env = {
      ROLE: "spool",
      PORT: port,
      DATA_DIR: folder,
      SPOOL_UPSTREAM: upstream,
      SPOOL_SECRET: SECRET,
    };
    const app = startApp(env, { file: bundled("server/spool/main.ts")[0] });
    const url = await app.ready();
    ({ port } = new URL(url));
    return { app, url };
  };
}

/** Customers of two WhatsApp numbers, and visitors of Chatwoot's public API. All that they need was made through the spool. */
export async function makeWriters(product: Product): Promise<Writer[]> {
  const call = async (path: string, json: object = {}, method = "POST") => {
    const answer = await fetch(`${product.url()}${path}`, {
      method,
      body: JSON.stringify(json),
      headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  };
  const writers: Writer[] = [];
  for (const phoneNumberId of ["10000000001", "10000000002"]) {
    const settings = {
      phoneNumberId,
      businessAccountId: "900000001",
      accessToken: "EAAG-access-token",
      appSecret: APP_SECRET,
      verifyToken: "chosen-by-acme",
    };
    const inbox = { name: `WhatsApp ${phoneNumberId}`, channel: "whatsapp", settings };
    const { identifier } = await call("/v1/inboxes", inbox);
    for (let nth = 0; nth < WHATSAPP_CUSTOMERS / 2; nth++)
      writers.push(
        whatsappWriter(product.url, {
          identifier,
          phoneNumberId,
          from: `49${phoneNumberId.slice(-1)}51${1_000_000 + nth}`,
        }),
      );
  }
  const { id: inboxId, identifier } = await call("/v1/inboxes", { name: "App", channel: "api" });
  await call(`/v1/inboxes/${inboxId}`, { publicApi: true }, "PATCH");
  for (let nth = 0; nth < VISITORS; nth++) {
    const contacts = `/public/api/v1/inboxes/${identifier}/contacts`;
    const { source_id: source } = await call(contacts, { name: `Visitor ${nth}` });
    const { id } = await call(`${contacts}/${source}/conversations`);
    writers.push(publicWriter(product.url, `${contacts}/${source}/conversations/${id}`));
  }
  return writers;
}

/** The customers' messages of each conversation, in its order. */
async function storedTexts(url: string): Promise<string[]> {
  const { rows } = await withConnection(url, (client) =>
    client.query<{ texts: string }>(
      `select string_agg(content, ', ' order by number) as texts from message
       where direction = 'in' and kind = 'message' group by conversation_id order by texts`,
    ),
  );
  return rows.map(({ texts }) => texts).sort();
}
