import { resolve } from "node:path";
import { z } from "zod";
import { type SingleSignOn, singleSignOnOf, singleSignOnVariables } from "@/server/lib/auth/single-sign-on";
import { vapidKeysOf } from "@/server/lib/crypto/vapid";
import { LOG_LEVELS } from "@/server/lib/process/log";
import { rate } from "@/server/lib/process/rate";
import { StartFailure } from "@/server/lib/process/start-failure";
import { type BackupSettings, backupSettingsOf, backupVariables } from "./backup-settings";
import { fileVariables, type S3Settings, s3SettingsOf } from "./file-settings";
import { defaultWebThreads, webThreads } from "./web-threads";
import { wholeNumber } from "./whole-number";

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");
const httpUrl = z.url({ protocol: /^https?$/, abort: true, error: "must be a http:// or https:// address" });
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);
const networks = list
  .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], "must be a list like 10.0.0.0/8")))
  .default([]);
/** Browsers, cookies and webhooks expect Tickline at the root of its host. */
const rootUrl = httpUrl.refine((text) => /^https?:\/\/[^/?#@]+\/?$/.test(text), {
  error: "must have no path, query or user: Tickline is at the root of its host",
});
const PROXIES = "must be true, false or the number of proxies in front, at most 10";
/** Number of trusted proxies in front of this process, whose `x-forwarded-*` headers are used; `true` is one. */
const proxies = z
  .union([flag.transform(Number), wholeNumber({ from: 0, to: 10, error: PROXIES })], { error: PROXIES })
  .default(0);

const SPOOL_BYTES = "must be a whole number of bytes, at least 1048576";
const spoolBytes = z.coerce.number(SPOOL_BYTES).int(SPOOL_BYTES).min(1_048_576, SPOOL_BYTES);

/** How many there may be. */
const count = wholeNumber({ from: 1, to: 1_000_000 });
const SECONDS = "must be a number of seconds from 0 to 300";
const seconds = z.coerce.number(SECONDS).min(0, SECONDS).max(300, SECONDS);

const WEB_DRAIN_SECONDS = 5;

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// address" });

const schema = z.object({
  PORT: wholeNumber({ from: 0, to: 65_535, error: "must be a port number, at most 65535" }).default(3000),
  HOST: z.string().default("127.0.0.1"),
  /** Where WuKongIM's SDKs connect over TCP; without it they have WebSockets only. */
  WUKONGIM_TCP_PORT: wholeNumber({
    from: 1,
    to: 65_535,
    error: "must be a port number from 1 to 65535",
  }).optional(),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: postgresUrl.optional(),
  /** A role that reaches all accounts; the role of DATABASE_URL then sees one account at a time. */
  DATABASE_WORKER_URL: postgresUrl.optional(),
  /** The role that owns the tables: for migrations. */
  DATABASE_OWNER_URL: postgresUrl.optional(),
  /** The same database without its pooler: for locks and LISTEN, which last as long as a connection. */
  DATABASE_DIRECT_URL: postgresUrl.optional(),
  /** Standbys of the same database for reads, each with the role of DATABASE_URL. */
  DATABASE_REPLICA_URL: list
    .pipe(z.array(postgresUrl, "must be postgres:// addresses with commas between"))
    .default([]),
  /** Connections of the pool that requests share; several web processes divide it. A process has at most five more. */
  DATABASE_CONNECTIONS: wholeNumber({ from: 2, to: 1_000 }).default(20),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// or rediss:// address" }).optional(),
  SEED: z.enum(["demo", "empty"]).optional(),
  ADMIN_EMAIL: z.email().optional(),
  ADMIN_PASSWORD: z.string().min(8, "must have at least 8 characters").optional(),
  ADMIN_API_TOKEN: z
    .string()
    .min(32, "must have at least 32 characters; only the first start uses it, so remove it after that")
    .optional(),
  AUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  PUBLIC_URL: rootUrl.optional(),
  TRUST_PROXY: proxies,
  ROLE: z.enum(["all", "web", "worker", "spool"]).default("all"),
  /** Where the spool hands requests on to: the web process, or the proxy in front of several. */
  SPOOL_UPSTREAM: rootUrl.optional(),
  /** The most bytes that the spool keeps on its disk. */
  SPOOL_MAX_BYTES: spoolBytes.default(1_073_741_824),
  /** The same in the spool and the web processes: what it replays is then not counted by the limits of its address. */
  SPOOL_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  /** Processes that answer requests on the one port; above 1, the main process does the rest. Ignored by a worker. */
  WEB_THREADS: webThreads.default(() => defaultWebThreads()),
  /** `off`: nothing leaves the installation, no webhook, callback, mail, push or fetch of a file; all of it waits. */
  OUTBOUND: z.enum(["on", "off"]).default("on"),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be a smtp:// or smtps:// address" }).optional(),
  /** The sender of mails: an address, or `Name <address>`. */
  MAIL_FROM: z
    .string()
    .regex(/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/, "must be an address, or Name <address>")
    .optional(),
  /** The key that push services know this installation by; by default derived from the installation's secret. */
  VAPID_PRIVATE_KEY: z
    .string()
    .refine((key) => vapidKeysOf(key) !== null, { error: "must be a P-256 private key in base64url" })
    .optional(),
  /** Whom push services may write to. */
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "must be mailto:… or https://…")
    .optional(),
  WEBHOOK_ALLOW_CIDRS: networks,
  /** Private networks with servers that inboxes connect to. */
  CHANNEL_ALLOW_CIDRS: networks,
  /** `false` switches every rate limit off: for load tests, and behind a gateway that limits. */
  RATE_LIMITS: flag.default(true),
  /** Requests of an API token. */
  RATE_LIMIT_TOKEN: rate.prefault("1000/s burst 5000"),
  /** Calls of a signed-in browser. */
  RATE_LIMIT_SESSION: rate.prefault("100/s burst 600"),
  /** API requests of an address without a token or session. */
  RATE_LIMIT_ADDRESS: rate.prefault("10/s burst 150"),
  /** Pages and sign-in requests of an address that is not signed in. */
  RATE_LIMIT_PAGES: rate.prefault("30/s burst 200"),
  /** Requests of an address with a wrong token or an ended session. */
  RATE_LIMIT_REFUSED: rate.prefault("5/s burst 250"),
  /** Searches, exports, previews, imports, digests and bulk operations of an account. */
  RATE_LIMIT_EXPENSIVE: rate.prefault("20/s burst 100"),
  /** WebSockets that an address opens, at `/cable` and `/wukongim/ws`. */
  RATE_LIMIT_SOCKETS: rate.prefault("10/s burst 300"),
  /** Streams and long polls of `/v1/events` that a token and an account have open in a process; not with RATE_LIMITS=false. */
  STREAMS_PER_TOKEN: count.default(50),
  STREAMS_PER_ACCOUNT: count.default(200),
  /** Open WebSockets of an address, and of the process. */
  SOCKETS_PER_ADDRESS: count.default(500),
  SOCKETS_MAX: count.default(10_000),
  /** An OpenTelemetry collector's base URL; the SDK reads the other OTEL_ variables itself. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  /**
   * Seconds between the signal to stop, when /health/ready turns to 503, and the end of the listener: longer than the
   * proxy's interval of checks. By default 5 with ROLE=web, which is behind a proxy, else 0.
   */
  DRAIN_SECONDS: seconds.optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  ...singleSignOnVariables,
  ...fileVariables,
  ...backupVariables,
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
});

/** The configuration of the process, read once by `main`. DATA_DIR is absolute. */
export type Env = Omit<z.infer<typeof schema>, "SEED"> & {
  /** The data of the first start. The demo is the default only where nobody else can reach it. */
  SEED: "demo" | "empty";
  /** False for a worker without its own PORT: it would compete with the web process on the same machine. */
  servesHttp: boolean;
  drainMs: number;
  /** Null: members sign in by password only. */
  singleSignOn: SingleSignOn | null;
  /** Null: files are kept in DATA_DIR. */
  s3: S3Settings | null;
  /** Null: nothing is backed up by schedule. */
  backups: BackupSettings | null;
};

/**
 * Reads the environment; a variable that is empty, or has blanks only, counts as unset: a number would be 0.
 * @throws StartFailure one line that names every bad variable, never its value (it may be a secret).
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path[0]?.toString()}: ${lowerFirst(issue.message)}`,
    );
    throw new StartFailure(`invalid configuration: ${[...new Set(faults)].join("; ")}`);
  }
  if (parsed.data.ROLE === "web" && !parsed.data.DATABASE_URL) {
    throw new StartFailure("ROLE=web needs DATABASE_URL: the built-in database serves one process only");
  }
  if (parsed.data.ROLE === "spool" && !parsed.data.SPOOL_UPSTREAM)
    throw new StartFailure("ROLE=spool needs SPOOL_UPSTREAM: the address of the web process behind it");
  if (parsed.data.DATABASE_DIRECT_URL && !parsed.data.DATABASE_URL) {
    throw new StartFailure(
      "DATABASE_DIRECT_URL needs DATABASE_URL: it names the same database past its pooler",
    );
  }
  if (parsed.data.DATABASE_REPLICA_URL.length > 0 && !parsed.data.DATABASE_URL)
    throw new StartFailure("DATABASE_REPLICA_URL needs DATABASE_URL: it names standbys of that database");
  refuseHalfRoles(parsed.data);
  const { singleSignOn, fault } = singleSignOnOf(parsed.data);
  const files = s3SettingsOf(parsed.data);
  const backups = backupSettingsOf(parsed.data);
  const reason = fault ?? files.fault ?? backups.fault;
  if (reason !== null) throw new StartFailure(reason);
  return {
    ...parsed.data,
    SEED: parsed.data.SEED ?? (isForProduction(parsed.data) ? "empty" : "demo"),
    singleSignOn,
    s3: files.s3,
    backups: backups.backups,
    DATA_DIR: resolve(parsed.data.DATA_DIR),
    drainMs: 1000 * (parsed.data.DRAIN_SECONDS ?? (parsed.data.ROLE === "web" ? WEB_DRAIN_SECONDS : 0)),
    servesHttp: parsed.data.ROLE !== "worker" || given["PORT"] !== undefined,
  };
}

/** The names of all variables that are read. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape);

/** What tells who reaches this installation. */
export type Reach = Partial<Pick<Env, "PUBLIC_URL" | "HOST">>;

/** Whether others are meant to reach this installation. */
export const isReachable = ({ PUBLIC_URL, HOST = "127.0.0.1" }: Reach): boolean =>
  PUBLIC_URL !== undefined || !LOOPBACK.test(HOST);

/** The same, or its sign-in was chosen. */
const isForProduction = (env: z.infer<typeof schema>): boolean =>
  env.ADMIN_PASSWORD !== undefined || isReachable(env);

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;

function refuseHalfRoles({
  DATABASE_URL,
  DATABASE_WORKER_URL,
  DATABASE_OWNER_URL,
}: z.infer<typeof schema>): void {
  if (Boolean(DATABASE_WORKER_URL) !== Boolean(DATABASE_OWNER_URL))
    throw new StartFailure(
      "DATABASE_WORKER_URL and DATABASE_OWNER_URL belong together: set both, or give one role in DATABASE_URL",
    );
  if (DATABASE_WORKER_URL && !DATABASE_URL)
    throw new StartFailure("DATABASE_WORKER_URL and DATABASE_OWNER_URL need DATABASE_URL");
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
