import { provideSecret } from "@/server/lib/crypto/stored-secret";
import { warningsOfProcess } from "@/server/lib/env/configuration-warnings";
import { type Env, readEnv } from "@/server/lib/env/env";
import { makeDataDir } from "@/server/lib/postgres/place";
import type { Life } from "@/server/lib/process/lifecycle";
import { log } from "@/server/lib/process/log";
import { openTracing, provideTracing, type Tracing } from "@/server/lib/process/tracing";
import { webNumber } from "@/server/lib/web-processes/web-number";

/** `npm run dev`: from the sources, and pages reload by themselves. */
export const isDev = process.argv.includes("--dev");

/**
 * Reads the environment, and completes it for Next and next-auth, which read it themselves. Part of the composition root.
 * @throws StartFailure a variable is invalid.
 */
export function configure(): Env {
  const env = readEnv();
  makeDataDir(env.DATA_DIR);
  // Once, by the main process.
  if (webNumber === null) for (const warning of warningsOfProcess(env)) log.warn(warning);
  provideSecret(env);
  Object.assign(process.env, {
    NODE_ENV: isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // Without a public URL next-auth follows the Host header, so that any port works.
    ...(env.PUBLIC_URL ? { NEXTAUTH_URL: env.PUBLIC_URL } : { AUTH_TRUST_HOST: "1" }),
  });
  return env;
}

const TRACES_WITHIN_MS = 1_000;

/** Sends traces if a collector is configured. */
export async function traceIfConfigured(
  life: Life,
  { OTEL_EXPORTER_OTLP_ENDPOINT: collector }: Env,
): Promise<void> {
  if (collector) await life.step("tracing", { start: () => startTracing(collector), stop: stopTracing });
}

async function startTracing(collector: string): Promise<Tracing> {
  const tracing = await openTracing(collector);
  provideTracing(tracing);
  return tracing;
}

/** Sends the last spans; a collector that does not answer must not delay the end. */
async function stopTracing(tracing: Tracing): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, TRACES_WITHIN_MS).unref());
  await Promise.race([tracing.stop(), late]);
}
