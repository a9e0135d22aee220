import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";

const FOLDER = new URL("../../../docs/nest", import.meta.url).pathname;
const TSC = new URL("../../../node_modules/typescript/bin/tsc", import.meta.url).pathname;

let api: Api;
let backend: ChildProcess | undefined;

beforeAll(async () => {
  api = await openApi(createApp);
  execFileSync(process.execPath, [TSC, "-p", FOLDER]);
});
afterAll(async () => {
  backend?.kill("SIGKILL");
  await api.close();
});

/** Starts the built backend, and resolves with its address. */
async function startBackend(token: string): Promise<string> {
  backend = spawn(process.execPath, [`${FOLDER}/dist/main.js`], {
    env: { ...process.env, TICKLINE_URL: api.url, TICKLINE_TOKEN: token, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(backend.stdout ?? backend, "data");
  return /http:\S+/.exec(String(line))?.[0] ?? "";
}

test("the NestJS backend of docs/nest posts a system message once, and a command message that is in no history", async () => {
  const { client, token } = await createTokenTenant(api);
  const { displayId } = (await begin(client)).conversation;
  const url = await startBackend(token);
  const call = async (path: string, conversation = displayId) => {
    const answer = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ conversation }),
    });
    return { status: answer.status, body: await answer.json() };
  };

  const [first, second] = [await call("/orders/A-17/shipped"), await call("/orders/A-17/shipped")];
  expect(first).toEqual({ status: 200, body: { messageId: expect.any(Number) } });
  expect(second).toEqual(first);
  expect((await call("/orders/A-17/changed")).body).toEqual({ commandId: expect.any(Number) });

  const { data } = (await client.get(`/v1/conversations/${displayId}/messages`)).body;
  expect(data.filter(({ kind }: { kind: string }) => kind === "system")).toEqual([
    expect.objectContaining({
      id: first.body.messageId,
      content: "Your order A-17 has shipped.",
      system: expect.objectContaining({ translations: { zh: "您的订单 {order} 已发货。" } }),
    }),
  ]);
  const contents = data.map(({ contentAttributes }: { contentAttributes: object }) => contentAttributes);
  expect(contents).not.toContainEqual(expect.objectContaining({ cmd: "orderChanged" }));
  expect((await call("/orders/A-18/shipped", 999_999)).status).toBe(500); // the backend's own answer to a refusal
}, 60_000);
