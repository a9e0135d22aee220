import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { discoverIssuer } from "@/server/lib/auth/discover-issuer";
import { configurationWarnings } from "@/server/lib/env/configuration-warnings";
import type { Env } from "@/server/lib/env/env";
import { FileMissing, type FileStore, newFileKey } from "@/server/lib/files/file-store";
import { isOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { checkReplicas } from "@/server/lib/postgres/check-replicas";
import { makeDataDir } from "@/server/lib/postgres/place";
import { reasonOf } from "@/server/lib/process/start-failure";
import { checkMailServer } from "@/server/lib/web/mailer";
import { readRoleFault } from "@/server/store/_postgres/warn-of-role";
import { checkRedis } from "@/server/store/_process-bus/redis-bus";

/** The configuration, the disk and the servers that it names, without the database. `given`: names of variables. */
export async function checkEnvironment(
  env: Env,
  { files, given }: { files: FileStore; given: readonly string[] },
): Promise<Check[]> {
  const { REDIS_URL: redis, DATABASE_URL: databaseUrl, DATABASE_REPLICA_URL: replicas, s3 } = env;
  return (
    await Promise.all([
      checkConfiguration(env, given),
      runCheck("disk", () => checkDisk(env)),
      ...(databaseUrl ? [runCheck("roles", () => checkRole(databaseUrl))] : []),
      ...(databaseUrl && replicas.length > 0
        ? [runCheck("replicas", () => checkStandbys(replicas, databaseUrl))]
        : []),
      ...(redis ? [runCheck("redis", () => checkRedis(redis).then(() => ok("it answers")))] : []),
      ...(s3 ? [runCheck("bucket", () => checkBucket(files))] : []),
      ...neighboursOf(env).map((one) =>
        runCheck(one.short, async () => {
          const fault = await faultOfNeighbour(one);
          return fault === null ? ok(`${one.name} answers`) : error(fault);
        }),
      ),
    ])
  ).flat();
}

function checkConfiguration(env: Env, given: readonly string[]): Check[] {
  const isRoot = process.getuid?.() === 0;
  const warnings = configurationWarnings(env, { isRoot, given });
  if (warnings.length === 0) return [{ check: "configuration", ...ok("every variable can be used") }];
  return warnings.map((text) => ({ check: "configuration", ...warning(text) }));
}

const GB = 1e9;
const DISK_WARN_BYTES = 5 * GB;
const DISK_FAIL_BYTES = 0.5 * GB;

/** Also the disk of the built-in database. That of an external one is not seen from here. */
async function checkDisk({ DATA_DIR }: Env): Promise<Finding> {
  if (!existsSync(DATA_DIR)) return error(`the data folder ${DATA_DIR} (DATA_DIR) does not exist`);
  makeDataDir(DATA_DIR); // throws when it cannot be written to
  const { bavail, bsize } = await statfs(DATA_DIR);
  const free = bavail * bsize;
  const text = `${(free / GB).toFixed(1)} GB are free in ${DATA_DIR}`;
  if (free < DISK_FAIL_BYTES) return error(text);
  return free < DISK_WARN_BYTES ? warning(text) : ok(text);
}

async function checkRole(url: string): Promise<Finding> {
  const fault = await readRoleFault(url);
  return fault === null ? ok("the role of requests sees one account at a time") : warning(fault);
}

/** One that is left out is a warning: its reads go to the primary. */
async function checkStandbys(urls: readonly string[], primaryUrl: string): Promise<Finding> {
  const checked = await checkReplicas(urls, { primaryUrl });
  const text = checked
    .map(({ name, fault, bytesBehind }) => `${name}: ${fault?.reason ?? `${bytesBehind} bytes behind`}`)
    .join("; ");
  if (checked.some(({ fault }) => fault?.isOther)) return error(text);
  return checked.some(({ fault }) => fault) ? warning(text) : ok(text);
}

async function checkBucket(files: FileStore): Promise<Finding> {
  try {
    (await files.read(newFileKey())).destroy();
  } catch (thrown) {
    if (!(thrown instanceof FileMissing)) throw thrown;
  }
  return ok("it answers");
}

/** A server of the configuration, and what does not work without it. */
type Neighbour = { short: string; name: string; missing: string; check(): Promise<unknown> };

/** The servers that work can go on without for a while. Not Redis and the bucket: a start checks those itself. */
const neighboursOf = ({ SMTP_URL: smtp, singleSignOn }: Env): Neighbour[] => [
  ...(smtp && !isOutboundOff()
    ? [
        {
          short: "mail",
          name: `the mail server ${new URL(smtp).host} (SMTP_URL)`,
          missing: "mails wait and are tried again",
          check: () => checkMailServer(smtp),
        },
      ]
    : []),
  ...(singleSignOn
    ? [
        {
          short: "issuer",
          name: `the identity provider ${singleSignOn.issuer} (OIDC_ISSUER)`,
          missing: "nobody can sign in by it",
          check: () => discoverIssuer(singleSignOn.issuer),
        },
      ]
    : []),
];

/** Why a server cannot be used, in one line; null: it can. */
const faultOfNeighbour = ({ name, missing, check }: Omit<Neighbour, "short">): Promise<string | null> =>
  check().then(
    () => null,
    (error: unknown) => `${name} cannot be used, ${missing}: ${reasonOf(error)}`,
  );

/** One warning for each server that cannot be used now. Does not delay the start. */
export async function warnOfNeighbours(env: Env, warn: (text: string) => void): Promise<void> {
  for (const fault of await Promise.all(neighboursOf(env).map(faultOfNeighbour))) if (fault) warn(fault);
}

/** What one check found. An error stops Tickline, or loses something; a warning may. */
export type Finding = { status: "ok" | "warning" | "error"; text: string };
/** A finding with its check's name, a word or two. */
export type Check = { check: string } & Finding;

export const ok = (text: string): Finding => ({ status: "ok", text });
export const warning = (text: string): Finding => ({ status: "warning", text });
export const error = (text: string): Finding => ({ status: "error", text });

const WITHIN_MS = 15_000;

/** Runs a check. What it throws, and no answer within 15 s, is an error. */
export async function runCheck(check: string, find: () => Promise<Finding>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve(error(`no answer within ${WITHIN_MS / 1000} s`)), WITHIN_MS);
  });
  try {
    return { check, ...(await Promise.race([find(), late])) };
  } catch (thrown) {
    return { check, ...error(reasonOf(thrown)) };
  } finally {
    clearTimeout(timer);
  }
}
