import { resolve } from "node:path";
import { expect, test } from "vitest";
import { readEnv } from "./env";
import { defaultWebThreads } from "./web-threads";

test("an empty environment gives the defaults of a first start", () => {
  expect(readEnv({})).toEqual({
    PORT: 3000,
    HOST: "127.0.0.1",
    DATA_DIR: resolve(".data"),
    DATABASE_REPLICA_URL: [],
    DATABASE_CONNECTIONS: 20,
    SEED: "demo",
    TRUST_PROXY: 0,
    ROLE: "all",
    SPOOL_MAX_BYTES: 1_073_741_824,
    WEB_THREADS: defaultWebThreads(),
    OUTBOUND: "on",
    WEBHOOK_ALLOW_CIDRS: [],
    CHANNEL_ALLOW_CIDRS: [],
    RATE_LIMITS: true,
    RATE_LIMIT_TOKEN: { perSecond: 1000, burst: 5000 },
    RATE_LIMIT_SESSION: { perSecond: 100, burst: 600 },
    RATE_LIMIT_ADDRESS: { perSecond: 10, burst: 150 },
    RATE_LIMIT_PAGES: { perSecond: 30, burst: 200 },
    RATE_LIMIT_REFUSED: { perSecond: 5, burst: 250 },
    RATE_LIMIT_EXPENSIVE: { perSecond: 20, burst: 100 },
    RATE_LIMIT_SOCKETS: { perSecond: 10, burst: 300 },
    STREAMS_PER_TOKEN: 50,
    STREAMS_PER_ACCOUNT: 200,
    SOCKETS_PER_ADDRESS: 500,
    SOCKETS_MAX: 10_000,
    drainMs: 0,
    OIDC_SCOPE: "openid email profile",
    OIDC_ADMIN_VALUES: [],
    OIDC_INBOXES_PREFIX: "",
    OIDC_CREATE_MEMBERS: false,
    OIDC_ACCOUNT: 1,
    PASSWORD_SIGN_IN: "on",
    LOG_LEVEL: "info",
    singleSignOn: null,
    s3: null,
    backups: null,
    servesHttp: true,
  });
});

test.each([
  { PUBLIC_URL: "https://inbox.example.com" },
  { ADMIN_PASSWORD: "chosen by the operator" },
  { HOST: "0.0.0.0" },
  { HOST: "::" },
  { HOST: "192.0.2.1" },
])("%j is for production: it starts empty, unless the demo is asked for", (given) => {
  expect(readEnv(given).SEED).toBe("empty");
  expect(readEnv({ ...given, SEED: "demo" }).SEED).toBe("demo");
});

test.each(["127.0.0.1", "localhost", "::1"])("on HOST=%s the demo is the default", (HOST) => {
  expect(readEnv({ HOST }).SEED).toBe("demo");
});

test("a web process drains for five seconds, unless it is told otherwise", () => {
  const web = { ROLE: "web", DATABASE_URL: "postgres://db/tickline" };
  expect(readEnv(web).drainMs).toBe(5_000);
  expect(readEnv({ ...web, DRAIN_SECONDS: "0" }).drainMs).toBe(0);
  expect(readEnv({ DRAIN_SECONDS: "2.5" }).drainMs).toBe(2_500);
});

test.each(["", " ", "\t\n"])("an empty variable, %j, counts as unset", (nothing) => {
  const given = { PORT: nothing, ADMIN_EMAIL: nothing, UPLOAD_BYTES_ACCOUNT: nothing, DATA_DIR: nothing };
  expect(readEnv(given)).toEqual(readEnv({})); // 0 bytes would be any number of them
});

test.each([
  ["true", 1],
  ["false", 0],
  ["2", 2],
])("TRUST_PROXY=%s believes %i proxies", (TRUST_PROXY, proxies) => {
  expect(readEnv({ TRUST_PROXY }).TRUST_PROXY).toBe(proxies);
});

test("a list of networks is read", () => {
  const { WEBHOOK_ALLOW_CIDRS } = readEnv({ WEBHOOK_ALLOW_CIDRS: "10.0.0.0/8, fd00::/8" });
  expect(WEBHOOK_ALLOW_CIDRS).toEqual(["10.0.0.0/8", "fd00::/8"]);
});

test.each([
  ["PORT", "70000"],
  ["PORT", "http"],
  ["DATABASE_URL", "mysql://me@db/x"],
  ["DATABASE_DIRECT_URL", "http://db/x"],
  ["DATABASE_REPLICA_URL", "postgres://db2/x,http://db3/x"],
  ["DATABASE_CONNECTIONS", "1"],
  ["REDIS_URL", "http://cache"],
  ["SEED", "yes"],
  ["ADMIN_EMAIL", "root"],
  ["ADMIN_PASSWORD", "short"],
  ["AUTH_SECRET", "short"],
  ["PUBLIC_URL", "ftp://example.com"],
  ["PUBLIC_URL", "https://example.com/inbox"],
  ["PUBLIC_URL", "https://example.com?x=1"],
  ["OUTBOUND", "maybe"],
  ["ROLE", "boss"],
  ["TRUST_PROXY", "maybe"],
  ["WEBHOOK_ALLOW_CIDRS", "10.0.0.0"],
  ["CHANNEL_ALLOW_CIDRS", "mail.internal"],
  ["OIDC_ISSUER", "http://login.example.com"],
  ["OIDC_ISSUER", "https://login.example.com?tenant=1"],
  ["OIDC_SCOPE", "email profile"],
  ["OIDC_ACCOUNT", "first"],
  ["PASSWORD_SIGN_IN", "maybe"],
  ["S3_ENDPOINT", "minio:9000"],
  ["S3_FORCE_PATH_STYLE", "often"],
  ["FILE_BYTES_MAX", "40 MB"],
  ["FILE_BYTES_MAX", "0"],
  ["VISITOR_FILE_BYTES_MAX", "0"],
  ["UPLOAD_BYTES_VISITOR", "-1"],
  ["UPLOAD_BYTES_INBOX", "2 GB"],
  ["UPLOAD_BYTES_ACCOUNT", "1.5"],
  ["DISK_RESERVE", "5%"],
  ["FILE_BYTES_MAX", "8589934592"],
  ["MESSAGE_FILES_MAX", "101"],
  ["LOG_LEVEL", "loud"],
])("%s=%s is refused in one line that names the variable, not the value", (name, value) => {
  const read = () => readEnv({ [name]: value });
  expect(read).toThrow(new RegExp(`^invalid configuration: ${name}: .+$`));
  expect(read).not.toThrow(`"${value}"`);
});

test.each(["0", "1", "1001", "2.5", "many"])("DATABASE_CONNECTIONS=%s says what it must be", (given) => {
  const read = () => readEnv({ DATABASE_CONNECTIONS: given });
  expect(read).toThrow("DATABASE_CONNECTIONS: must be a whole number from 2 to 1000");
});

test.each(["0", "129", "-1", "1.5", "all"])(
  "WEB_THREADS=%s is refused with what it must be",
  (WEB_THREADS) => {
    const read = () => readEnv({ WEB_THREADS });
    expect(read).toThrow("WEB_THREADS: must be a whole number from 1 to 128");
  },
);

test.each([
  { cores: 1, gib: 8, threads: 1 },
  { cores: 2, gib: 8, threads: 1 },
  { cores: 8, gib: 32, threads: 7 },
  { cores: 16, gib: 4, threads: 4 },
  { cores: 4, gib: 0.5, threads: 1 },
])("$cores cores with $gib GiB of memory have $threads web threads by default", ({ cores, gib, threads }) => {
  expect(defaultWebThreads({ cores, memoryBytes: gib * 2 ** 30 })).toBe(threads);
});

test("a web process alone needs an external database", () => {
  expect(() => readEnv({ ROLE: "web" })).toThrow("ROLE=web needs DATABASE_URL");
});

test("a direct address without a pooler's address is refused", () => {
  expect(() => readEnv({ DATABASE_DIRECT_URL: "postgres://db/x" })).toThrow(
    "DATABASE_DIRECT_URL needs DATABASE_URL",
  );
});

test("replicas are a list, of the database that DATABASE_URL names", () => {
  const { DATABASE_REPLICA_URL } = readEnv({
    DATABASE_URL: "postgres://db/x",
    DATABASE_REPLICA_URL: "postgres://db2/x, postgres://db3/x,",
  });
  expect(DATABASE_REPLICA_URL).toEqual(["postgres://db2/x", "postgres://db3/x"]);
  expect(() => readEnv({ DATABASE_REPLICA_URL: "postgres://db2/x" })).toThrow(
    "DATABASE_REPLICA_URL needs DATABASE_URL",
  );
});

test("a worker serves HTTP only on a port given to it", () => {
  const DATABASE_URL = "postgres://db/x";
  expect(readEnv({ ROLE: "worker", DATABASE_URL }).servesHttp).toBe(false);
  expect(readEnv({ ROLE: "worker", DATABASE_URL, PORT: "9100" }).servesHttp).toBe(true);
});

const OIDC = {
  OIDC_ISSUER: "https://login.example.com/x",
  OIDC_CLIENT_ID: "tickline",
  OIDC_CLIENT_SECRET: "s",
};

test("single sign-on needs three variables and names itself after its issuer", () => {
  expect(readEnv(OIDC).singleSignOn).toEqual({
    issuer: "https://login.example.com/x",
    clientId: "tickline",
    clientSecret: "s",
    name: "login.example.com",
    scope: "openid email profile",
    roles: null,
    inboxes: null,
    createsMembers: false,
    accountId: 1,
  });
});

test.each(["http://127.0.0.1:4600", "http://localhost:4600", "http://[::1]:4600"])(
  "an issuer on this machine may be %s",
  (OIDC_ISSUER) => {
    expect(readEnv({ ...OIDC, OIDC_ISSUER }).singleSignOn?.issuer).toBe(OIDC_ISSUER);
  },
);

test.each<[Record<string, string>, string]>([
  [{ OIDC_ISSUER: OIDC.OIDC_ISSUER }, "must be set together"],
  [{ OIDC_CLIENT_SECRET: "secret-value" }, "must be set together"],
  [{ PASSWORD_SIGN_IN: "off" }, "PASSWORD_SIGN_IN=off needs OIDC_ISSUER"],
  [{ ...OIDC, OIDC_ROLE_CLAIM: "groups" }, "OIDC_ROLE_CLAIM and OIDC_ADMIN_VALUES must be set together"],
  [{ ...OIDC, OIDC_ADMIN_VALUES: "admins" }, "OIDC_ROLE_CLAIM and OIDC_ADMIN_VALUES must be set together"],
  [{ ...OIDC, OIDC_INBOXES_PREFIX: "inbox-" }, "OIDC_INBOXES_PREFIX needs OIDC_INBOXES_CLAIM"],
])("single sign-on with %o does not start", (source, reason) => {
  expect(() => readEnv(source)).toThrow(reason);
  expect(() => readEnv(source)).not.toThrow("secret-value");
});

test("a bucket of AWS needs its region, one of another server its address", () => {
  const aws = readEnv({ S3_BUCKET: "files", S3_REGION: "eu-central-1" });
  expect(aws.s3).toEqual({ bucket: "files", region: "eu-central-1", forcePathStyle: false });
  const own = readEnv({
    S3_BUCKET: "files",
    S3_ENDPOINT: "http://minio:9000",
    S3_ACCESS_KEY_ID: "id",
    S3_SECRET_ACCESS_KEY: "key",
  });
  expect(own.s3).toEqual({
    bucket: "files",
    region: "us-east-1",
    endpoint: "http://minio:9000",
    credentials: { accessKeyId: "id", secretAccessKey: "key" },
    forcePathStyle: true,
  });
});

test.each<[Record<string, string>, string]>([
  [{ S3_ENDPOINT: "http://minio:9000" }, "S3_ENDPOINT needs S3_BUCKET"],
  [{ S3_SECRET_ACCESS_KEY: "secret-value" }, "S3_SECRET_ACCESS_KEY needs S3_BUCKET"],
  [{ S3_FORCE_PATH_STYLE: "true" }, "S3_FORCE_PATH_STYLE needs S3_BUCKET"],
  [{ S3_BUCKET: "files" }, "S3_BUCKET needs S3_REGION (of AWS) or S3_ENDPOINT (of another server)"],
  [
    { S3_BUCKET: "files", S3_REGION: "eu-central-1", S3_SECRET_ACCESS_KEY: "secret-value" },
    "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set together",
  ],
])("half a bucket (%o) does not start", (source, reason) => {
  expect(() => readEnv(source)).toThrow(reason);
  expect(() => readEnv(source)).not.toThrow("secret-value");
});
