import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutFinalSlashes } from "@/server/lib/web/base-url";
import { createRandom } from "@/server/setup/demo/random";
import { DEMO_TOKEN } from "@/server/setup/demo-files";
import { checkServer, createClient, TrafficFailure } from "./client";
import { startTraffic } from "./traffic";

/**
 * `npm run demo:traffic`: simulates customers and an integrator over the public HTTP API. BASE_URL: Tickline's URL.
 * TOKEN: an API token; default the demo's token in DATA_DIR. PACE: 2 is twice as fast. Ctrl-C ends it.
 */

const LINE_CHARS = 120;

const write = (line: string) => process.stdout.write(`${line}\n`);
const print = (line: string) => {
  const text = [...line.replaceAll(/\s+/g, " ")];
  write(
    `${new Date().toTimeString().slice(0, 8)}  ${text.slice(0, LINE_CHARS).join("")}${text.length > LINE_CHARS ? "…" : ""}`,
  );
};

async function main(): Promise<void> {
  const baseUrl = withoutFinalSlashes(
    process.env["BASE_URL"] || `http://127.0.0.1:${process.env["PORT"] || 3000}`,
  );
  const token = process.env["TOKEN"] || readToken();
  const pace = Number(process.env["PACE"] || 1);
  if (!(pace > 0 && pace <= 100)) throw new TrafficFailure("PACE must be a number above 0, at most 100");
  await checkServer(baseUrl, token);
  const abort = new AbortController();
  const client = createClient({
    baseUrl,
    token,
    signal: abort.signal,
    onAway: () => print(`… ${baseUrl} is unreachable; continuing when it is back`),
  });
  const traffic = await startTraffic({
    client,
    random: createRandom(Date.now()),
    pace,
    print,
    onError: fail,
  });
  write(`Customers are writing to ${baseUrl}. Reply to them there. Press Ctrl-C to stop.`);

  const end = async () => {
    abort.abort(); // calls that wait for an unreachable server would never end
    await traffic.stop();
    const { messages, receipts } = traffic.counts();
    write(`\n${messages} messages from customers, ${receipts} receipts reported.`);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end());
}

function readToken(): string {
  const file = join(process.env["DATA_DIR"] || ".data", DEMO_TOKEN);
  if (!existsSync(file))
    throw new TrafficFailure(
      `no API token: set TOKEN, or start Tickline once with SEED=demo (it leaves one in ${file})`,
    );
  return readFileSync(file, "utf8").trim();
}

function fail(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`demo:traffic: ${reason}\n`);
  process.exit(1);
}

await main().catch(fail);
