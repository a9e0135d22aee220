import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { freePort } from "@/server/lib/postgres/launch";
import { checkRedis } from "@/server/store/_process-bus/redis-bus";

export type RedisServer = {
  url: string;
  /** As `kill -9` does. */
  kill(): Promise<void>;
};

/** A Redis without persistence; ended after the test. */
export async function startRedis(
  program: string,
  { port, password }: { port?: number; password?: string } = {},
): Promise<RedisServer> {
  const own = port ?? (await freePort(undefined));
  const child = spawn(
    program,
    [
      ...["--port", String(own), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/tmp"],
      ...(password ? ["--requirepass", password] : []),
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "close");
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  const url = `redis://${password ? `:${password}@` : ""}127.0.0.1:${own}`;
  const isUp = () =>
    checkRedis(url).then(
      () => true,
      () => false,
    );
  if (!(await waitUntil(isUp, { withinMs: 10_000 }))) throw new Error("Redis did not start");
  return { url, kill };
}
