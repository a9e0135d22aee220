import { Session } from "node:inspector/promises";
import { writeFileSync } from "node:fs";
import { request, Agent } from "node:http";
import { afterAll, beforeAll, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
let token: string;
const paths: string[] = [];
let inboxId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client, token } = await createTokenTenant(api));
  for (let i = 0; i < 64; i++) {
    const begun = await begin(client, {}, `+49170${1000000 + i}`);
    paths.push(begun.path);
    inboxId = begun.conversation.inboxId;
  }
});
afterAll(() => api.close());
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
function post(path: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const r = request(
      { agent, host: "127.0.0.1", port: new URL(api.url).port, path, method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "content-length": Buffer.byteLength(text) } },
      (res) => {
        const c: Buffer[] = [];
        res.on("data", (d) => c.push(d));
        res.on("end", () => ((res.statusCode ?? 500) < 300 ? resolve() : reject(new Error(Buffer.concat(c).toString()))));
      },
    );
    r.on("error", reject);
    r.end(text);
  });
}
const text = "We have found your parcel; it arrives tomorrow before noon.";
let n = 0;
const kinds: Record<string, (i: number) => Promise<void>> = {
  reply: (i) => post(`${paths[i % 64]}/messages`, { content: text }),
  known: (i) => post(`${paths[i % 64]}/messages`, { content: text, direction: "in" }),
  fresh: () => post(`/v1/inboxes/${inboxId}/messages`, { from: { sourceId: `n${n++}`, name: "C" }, content: text }),
  status: (i) => post(`${paths[i % 64]}/status`, { signal: Math.floor(i / 64) % 2 ? "reopen" : "resolve" }),
};
async function load(work: (i: number) => Promise<void>, count: number) {
  let next = 0;
  const go = async () => { while (next < count) await work(next++); };
  await Promise.all(Array.from({ length: 16 }, go));
  await api.stamped();
}
const which = process.env["KIND"] ?? "reply";
const N = Number(process.env["N"] ?? 600);
test("profile", async () => {
  for (const kind of which.split(",")) {
    const work = kinds[kind];
    if (!work) throw new Error(kind);
    await load(work, 300);
    const session = new Session();
    session.connect();
    if (process.env["PROF"]) { await session.post("Profiler.enable"); await session.post("Profiler.setSamplingInterval", { interval: 200 }); await session.post("Profiler.start"); }
    const [cpu, at] = [process.cpuUsage(), performance.now()];
    await load(work, N);
    const used = process.cpuUsage(cpu);
    console.log(`${kind} ${(N / (performance.now() - at) * 1000).toFixed(0)}/s node ms incl client ${((used.user + used.system) / 1000 / N).toFixed(2)}`);
    if (process.env["PROF"]) {
      const { profile } = await session.post("Profiler.stop");
      writeFileSync(`/tmp/prof-${kind}.cpuprofile`, JSON.stringify(profile));
    }
  }
}, 120_000);
