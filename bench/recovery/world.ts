import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Child, startChild } from "@/bench/lib/child";
import { type Product, startProduct, waitForHealth } from "@/bench/lib/product";
import { waitUntil } from "@/server/lib/async/wait-until";
import { freePort } from "@/server/lib/postgres/launch";
import { readPidFile } from "@/server/lib/postgres/lock";
import type { LoadQuestion, Promised } from "./load";
import { readEvents, readStream, sessionCookie } from "./readers";

const CONVERSATIONS = 20;

/** The product under load, with its readers. */
export type World = {
  dataDir: string;
  token: string;
  url: string;
  product: Product;
  start(): Product;
  load: Child<LoadQuestion, Promised>;
  stream: ReturnType<typeof readStream>;
  events: ReturnType<typeof readEvents>;
  promised: Promised | null;
  databaseUrl(): string;
};

/** Starts the product with twenty conversations, the load, and both readers. */
export async function openWorld(
  dataDir: string,
  seed: number,
  closers: (() => Promise<void>)[],
): Promise<World> {
  const token = randomBytes(24).toString("base64url");
  const port = String(await freePort(undefined));
  const start = () => startProduct({ DATA_DIR: dataDir, PORT: port, ADMIN_API_TOKEN: token });
  const product = start();
  const { url } = product;
  const load = startChild<LoadQuestion, Promised>(new URL("./load.ts", import.meta.url));
  const world: Pick<World, "product"> = { product };
  closers.push(() => world.product.stop(), load.stop);
  if (!(await waitForHealth(product, 60_000))) throw new Error("the product did not start: see its log");

  const displayIds = await makeConversations(url, token);
  const secret = readFileSync(join(dataDir, "auth-secret"), "utf8").trim();
  const stream = readStream(url, await sessionCookie(1, secret));
  const events = readEvents(url, token);
  closers.push(stream.stop, events.stop);
  await waitUntil(stream.isOpen, { withinMs: 10_000 });
  await load.request({ kind: "start", url, token, displayIds, seed });
  const databaseUrl = () => urlOfDatabase(dataDir);
  return Object.assign(world, {
    dataDir,
    token,
    url,
    start,
    load,
    stream,
    events,
    promised: null,
    databaseUrl,
  });
}

async function makeConversations(url: string, token: string): Promise<number[]> {
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.json();
  };
  const inbox = await post("/v1/inboxes", { name: "Bench" });
  const displayIds: number[] = [];
  for (let i = 0; i < CONVERSATIONS; i++) {
    const contact = await post("/v1/contacts", { name: `Customer ${i}` });
    displayIds.push(
      (await post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id })).displayId,
    );
  }
  return displayIds;
}

function urlOfDatabase(dataDir: string): string {
  const password = readFileSync(join(dataDir, "postgres-password"), "utf8").trim();
  return `postgresql://tickline:${password}@127.0.0.1:${postgresOf(dataDir).port}/tickline`;
}

/** The Postgres that runs on a data folder. */
export function postgresOf(dataDir: string) {
  const found = readPidFile(join(dataDir, "postgres"));
  if (!found) throw new Error("no Postgres runs on the data folder");
  return found;
}
