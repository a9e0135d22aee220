import { existsSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createClient } from "@/server/lib/postgres/connection";
import { migrate } from "@/server/store/_postgres/migrate";
import { createTestDatabase } from "@/test/support/database/database";

const read = (path: string) => readFileSync(path, "utf8");
const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read("package.json")));
const START = manifest.scripts["start"]?.replace(/^exec /, "");

/** The variables that the product reads, by its schema, and those of its libraries. */
const VARIABLES = new Set([
  ...[...read("server/lib/env/env.ts").matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name),
  "NODE_ENV",
]);

const environment = z.record(z.string(), z.string());
const service = z.object({
  build: z.string().optional(),
  image: z.string(),
  environment: environment.optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string().optional(),
});
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .parse(parse(read("compose.yaml"), { merge: true }));
const ours = Object.entries(compose.services).filter(([, { build }]) => build === ".");

test("compose runs two web processes and a worker of the image, each with variables that exist", () => {
  expect(ours.map(([name, { environment: env }]) => [name, env?.["ROLE"]])).toEqual([
    ["web-1", "web"],
    ["web-2", "web"],
    ["worker", "worker"],
  ]);
  for (const [, { environment: env = {}, command }] of ours) {
    expect(Object.keys(env).filter((name) => !VARIABLES.has(name))).toEqual([]);
    expect(command).toBeUndefined(); // that of the image
    expect(env).toMatchObject({ AUTH_SECRET: expect.anything(), DATABASE_URL: expect.anything() });
  }
});

test("compose keeps the files of all its processes in one named volume, where the image has its data", () => {
  const dataDir = /^ENV .*\bDATA_DIR=(\S+)/m.exec(read("Dockerfile"))?.[1];
  for (const [, { volumes, environment: env }] of ours) {
    expect(volumes).toEqual([`files:${dataDir}`]);
    expect(env).not.toHaveProperty("DATA_DIR");
  }
  expect(compose.volumes).toHaveProperty("files");
});

test("compose gives requests a role of their own, and the superuser to nobody", () => {
  const superuser = compose.services["postgres"]?.environment?.["POSTGRES_USER"];
  for (const [, { environment: env = {} }] of ours) {
    const roleOf = (name: string) => new URL(env[name]?.replaceAll(/\$\{.*?\}/g, "secret") ?? "").username;
    const roles = ["DATABASE_URL", "DATABASE_WORKER_URL", "DATABASE_OWNER_URL"].map(roleOf);
    expect(roles).toEqual(["tickline_app", "tickline_worker", "tickline_owner"]);
    expect(roles).not.toContain(superuser);
  }
  const mounted = compose.services["postgres"]?.volumes ?? [];
  expect(mounted).toContain("./deploy/postgres-roles.sh:/docker-entrypoint-initdb.d/postgres-roles.sh:ro");
  const script = /--file (\S+)/.exec(read("deploy/postgres-roles.sh"))?.[1];
  expect(mounted).toContain(`./deploy/postgres-roles.sql:${script}:ro`);
});

test("the script of the roles makes plain ones, and gives the owner what the superuser had made", async () => {
  const { url, name } = await createTestDatabase(null);
  await migrate(url);
  const client = createClient(url);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("begin"); // the roles of the server are those of other tests
  await client.query("set local tickline.password = 'x'");
  await client.query(read("deploy/postgres-roles.sql"));
  await client.query(read("deploy/postgres-roles.sql"));
  const { rows: roles } = await client.query(
    `select rolname as role, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as powers,
            has_schema_privilege(rolname, 'public', 'create') as creates,
            has_function_privilege(rolname, 'set_config(text, text, boolean)', 'execute') as configures,
            has_language_privilege(rolname, 'plpgsql', 'usage') as programs
       from pg_roles where rolname like 'tickline\\_%' order by 1`,
  );
  expect(roles).toEqual([
    { role: "tickline_app", powers: false, creates: false, configures: false, programs: false },
    { role: "tickline_owner", powers: false, creates: true, configures: true, programs: true },
    { role: "tickline_worker", powers: false, creates: false, configures: true, programs: true },
  ]);
  const { rows: owners } = await client.query(
    `select distinct relowner::regrole::text as owner from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S')
      union select datdba::regrole::text from pg_database where datname = $1`,
    [name],
  );
  expect(owners).toEqual([{ owner: "tickline_owner" }]);
  await client.query("rollback");
});

test("compose waits for services that have a health check, and its files and volumes exist", () => {
  for (const { depends_on: needs, volumes } of Object.values(compose.services)) {
    for (const [name, { condition }] of Object.entries(needs)) {
      const needed = compose.services[name];
      expect(condition).toBe("service_healthy");
      expect(needed?.healthcheck !== undefined || needed?.build === ".").toBe(true);
    }
    for (const volume of volumes) {
      const [source = ""] = volume.split(":");
      expect(source.startsWith("./") ? existsSync(source) : source in compose.volumes).toBe(true);
    }
  }
});

test("each variable that compose takes from .env is in the example, and the other way round", () => {
  const used = new Set([...read("compose.yaml").matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
  const offered = [...read("deploy/env.example").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(new Set(offered)).toEqual(used);
});

test("the proxy passes requests to the web processes without buffering, while they are ready", () => {
  const proxy = read("deploy/Caddyfile");
  const upstreams = /reverse_proxy ([^{]+)\{/.exec(proxy)?.[1]?.trim().split(" ");
  expect(upstreams).toEqual(ours.filter(([name]) => name !== "worker").map(([name]) => `${name}:3000`));
  expect(proxy).toContain("flush_interval -1");
  expect(proxy).toMatch(/^\s*health_uri \/health\/ready$/m);
  for (const [name, { healthcheck }] of ours)
    if (name !== "worker") expect(healthcheck?.test.at(-1)).toContain("/health/ready`");
});

test("compose with a spool gives it a folder of its own, and its variables exist", () => {
  const added = z
    .object({ services: z.record(z.string(), z.object({ environment: environment.optional() })) })
    .parse(parse(read("deploy/compose.spool.yaml"), { merge: true })).services;
  expect(Object.keys(added)).toEqual(["web-1", "web-2", "spool", "proxy"]);
  for (const { environment: env = {} } of Object.values(added))
    expect(Object.keys(env).filter((name) => !VARIABLES.has(name))).toEqual([]);
  expect(added["spool"]?.environment?.["ROLE"]).toBe("spool");
  expect(added["spool"]?.environment).not.toHaveProperty("DATABASE_URL");
  const upstream = new URL(added["spool"]?.environment?.["SPOOL_UPSTREAM"] ?? "");
  expect(read("deploy/Caddyfile.spool")).toContain(`\n:${upstream.port} {`);
});

test("the image starts node itself as a user without rights, with variables and files that exist", () => {
  const [, , last = ""] = read("Dockerfile")
    .split(/^(?=FROM )/m)
    .slice(1);
  const [, command = "[]"] = /^CMD (\[.*\])$/m.exec(last) ?? [];
  expect(JSON.parse(command).join(" ")).toBe(START);
  expect(last.indexOf("USER node")).toBeGreaterThan(last.lastIndexOf("COPY"));
  expect(last).toContain("STOPSIGNAL SIGTERM");
  const [, check = "[]"] = /^HEALTHCHECK [^[]*(\[.*\])$/m.exec(last) ?? [];
  expect(JSON.parse(check).at(-1)).toContain("/health/live`"); // who does not respond is replaced
  const [, given = ""] = /^ENV (.*)$/m.exec(last) ?? [];
  expect(given.split(" ").map((pair) => pair.split("=")[0])).toSatisfy((names: string[]) =>
    names.every((name) => VARIABLES.has(name)),
  );
  const nodes = [...read("Dockerfile").matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(nodes)).toEqual(new Set(["node:22-bookworm-slim"]));
});

test("the image leaves out no source of a build", () => {
  const ignored = read(".dockerignore")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const sources = /const SOURCES = \[([^\]]*)\];\nconst CONFIGS = \[([^\]]*)\];/.exec(
    read("scripts/build.js"),
  );
  const needed = [...`${sources?.[1]},${sources?.[2]}`.matchAll(/"([^"]+)"/g)].map(([, path = ""]) => path);
  expect(needed.length).toBeGreaterThan(8);
  expect(needed.filter((path) => ignored.includes(path))).toEqual([]);
  expect(ignored).toEqual(expect.arrayContaining([".env", ".data", ".git", "node_modules"]));
});

test("the systemd unit starts what npm start starts, as its own user, and signals node only", () => {
  const unit = read("deploy/tickline.service");
  const settings = [...unit.matchAll(/^([A-Z][A-Za-z]+)=(.*)$/gm)].map(([, key, value]) => [key, value]);
  const settingOf = (key: string) => settings.find(([name]) => name === key)?.[1];
  expect(settingOf("ExecStart")).toBe(`/usr/bin/${START}`);
  expect(
    settingOf("Environment")
      ?.split(" ")
      .map((pair) => pair.split("=")[0]),
  ).toEqual(["NODE_ENV", "DATA_DIR"]);
  expect([settingOf("User"), settingOf("KillMode"), settingOf("ProtectSystem")]).toEqual([
    "tickline",
    "mixed",
    "strict",
  ]);
  expect(unit.match(/^\[\w+\]$/gm)).toEqual(["[Unit]", "[Service]", "[Install]"]);
  expect(existsSync("scripts/start.js")).toBe(true);
});
