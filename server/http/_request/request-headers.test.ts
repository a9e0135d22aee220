import { expect, onTestFinished, test, vi } from "vitest";
import { openFront } from "@/server/http/front";
import { RELEASE } from "@/server/lib/process/release";

test("health names the release to who has METRICS_TOKEN, and to nobody else", async () => {
  vi.stubEnv("METRICS_TOKEN", "a-token-of-the-operator");
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    proxies: 0,
    publicUrl: undefined,
    isDev: false,
    health: async () => "ok",
  });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await front.drain(0);
  });
  const read = async (authorization?: string) =>
    (await fetch(`${front.url}/health/live`, authorization ? { headers: { authorization } } : {})).json();
  expect(await read()).toEqual({ status: "ok" });
  expect(await read("Bearer a-token-of-somebody")).toEqual({ status: "ok" });
  expect(await read("Bearer a-token-of-the-operator")).toEqual({ status: "ok", version: RELEASE });
});
