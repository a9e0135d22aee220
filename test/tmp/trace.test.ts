import pg from "pg";
import { afterAll, beforeAll, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
let path: string;
let inboxId: number;
let tracing = false;
const lines: string[] = [];
const out = new Map<object, number>();
beforeAll(async () => {
  const original = pg.Client.prototype.query;
  // biome-ignore lint/suspicious/noExplicitAny: temp
  pg.Client.prototype.query = function (this: any, ...args: any[]) {
    const text = typeof args[0] === "string" ? args[0] : args[0].text;
    const pending = out.get(this) ?? 0;
    if (tracing) lines.push(`${this.processID} ${pending ? "+" : "#"} ${String(text).replace(/\s+/g, " ").slice(0, 170)}`);
    out.set(this, pending + 1);
    // biome-ignore lint/suspicious/noExplicitAny: temp
    const answer = (original as any).apply(this, args);
    answer?.then?.(
      () => out.set(this, (out.get(this) ?? 1) - 1),
      () => out.set(this, (out.get(this) ?? 1) - 1),
    );
    return answer;
    // biome-ignore lint/suspicious/noExplicitAny: temp
  } as any;
  api = await openApi(createApp);
  ({ client } = await createTokenTenant(api));
  const begun = await begin(client);
  path = begun.path;
  inboxId = begun.conversation.inboxId;
});
afterAll(() => api.close());

async function trace(name: string, work: () => Promise<unknown>) {
  await api.stamped();
  lines.length = 0;
  tracing = true;
  await work();
  await api.stamped();
  tracing = false;
  console.log(`== ${name}\n${lines.filter((l) => !l.includes("select 1 from outbox")).join("\n")}`);
}

test("trace", async () => {
  const ok = (a: { status: number; body: unknown }) => {
    if (a.status >= 300) throw new Error(JSON.stringify(a.body));
  };
  const text = "We have found it";
  const reply = async () => ok(await client.post(`${path}/messages`, { content: text }));
  const incoming = async () => ok(await client.post(`${path}/messages`, { content: text, direction: "in" }));
  const status = (signal: string) => async () => ok(await client.post(`${path}/status`, { signal }));
  let n = 0;
  const fresh = async () =>
    ok(await client.post(`/v1/inboxes/${inboxId}/messages`, { from: { sourceId: `n${n++}`, name: "C" }, content: text }));
  for (const work of [reply, incoming, fresh, reply, incoming, fresh]) await work();
  await trace("reply", reply);
  await trace("known", incoming);
  await trace("fresh", fresh);
  await trace("status", status("resolve"));
  await trace("known on resolved", incoming);
}, 60_000);
