import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";

const PROGRAM = new URL("../../../docs/system-messages/post.mjs", import.meta.url).pathname;

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

test("the program of docs/system-messages posts a system message once, however often it is run", async () => {
  const { client, token } = await createTokenTenant(api);
  const { path, conversation } = await begin(client);
  const env = { ...process.env, TICKLINE_URL: api.url, TICKLINE_TOKEN: token };
  const post = async (displayId: number) =>
    JSON.parse(
      (await promisify(execFile)(process.execPath, [PROGRAM, String(displayId), "A-17"], { env })).stdout,
    );
  const first = await post(conversation.displayId);
  expect(first).toMatchObject({
    storage: "stored",
    content: "Your order A-17 has shipped.",
    isRepeated: false,
  });
  expect(await post(conversation.displayId)).toEqual({ ...first, isRepeated: true });
  const { data } = (await client.get(`${path}/messages`)).body;
  expect(data.map(({ id, kind }: { id: number; kind: string }) => [id, kind])).toEqual([
    [first.id, "system"],
  ]);
  await expect(post(999_999)).rejects.toThrow("conversation.not_found");
});
