import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { withConnection } from "@/server/lib/postgres/connection";
import { startMembers } from "@/test/guarantees/processes/cluster/members";
import { startRequests } from "@/test/guarantees/processes/cluster/steady-requests";
import { TEMPLATE, testServerUrl } from "@/test/support/database/database";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const DISK_MIB = 96;

const run = (program: string, ...args: string[]) =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

async function onServer(statement: string): Promise<Record<string, unknown>[]> {
  const { rows } = await withConnection(testServerUrl("postgres"), (client) => client.query(statement));
  return rows;
}

/** A database on a filesystem of its own; null where none can be mounted. */
async function openSmallDisk(): Promise<{ folder: string; url: string } | null> {
  const folder = mkdtempSync(join(tmpdir(), "tickline-disk-"));
  if (!run("mount", "-t", "tmpfs", "-o", `size=${DISK_MIB}m`, "tmpfs", folder)) {
    rmSync(folder, { recursive: true });
    return null;
  }
  const name = `disk_${randomBytes(4).toString("hex")}`;
  onTestFinished(async () => {
    await onServer(`drop database if exists ${name} with (force)`);
    await onServer(`drop tablespace if exists ${name}`);
    run("umount", folder);
    rmSync(folder, { recursive: true });
  });
  const [row] = await onServer("show data_directory");
  const { uid, gid } = statSync(String(row?.["data_directory"]));
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o755);
  await onServer(`create tablespace ${name} location '${folder}'`);
  await onServer(`create database ${name} template ${TEMPLATE} tablespace ${name}`);
  return { folder, url: testServerUrl(name) };
}

test("on a full disk changes are refused without a 500, one alert is logged, and all works again when there is space", async ({
  skip,
}) => {
  const disk = await openSmallDisk();
  if (!disk) return skip("a filesystem cannot be mounted here: run it as root, with the right to mount");
  const env = { DATABASE_URL: disk.url, ADMIN_API_TOKEN: TOKEN, SEED: "empty" };
  const [member] = await startMembers({ webs: 1, workers: 1, env });
  if (!member) throw new Error("there must be a web process");
  const requests = await startRequests(member.url, TOKEN);
  const isServed = () => requests.acknowledgedMs.length > 20;
  expect(await waitUntil(isServed, { withinMs: 60_000 })).toBe(true);

  const ballast = join(disk.folder, "ballast");
  const fill = () => {
    try {
      writeFileSync(ballast, Buffer.alloc(DISK_MIB << 20));
    } catch (error) {
      expect(error).toMatchObject({ code: "ENOSPC" });
    }
  };
  fill();
  expect(await waitUntil(() => requests.failures.length > 200, { withinMs: 120_000 })).toBe(true);
  expect(new Set(requests.failures)).toEqual(new Set(["POST 503"])); // reads go on
  expect((await fetch(`${member.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${member.url}/health/ready`)).status).toBe(200);
  const health = await fetch(`${member.url}/health`);
  expect([health.status, await health.json()]).toEqual([503, { status: "storage_unavailable" }]);

  const freedMs = performance.now();
  rmSync(ballast);
  const isBack = () => requests.acknowledgedMs.filter((at) => at > freedMs).length > 50;
  expect(await waitUntil(isBack, { withinMs: 30_000 })).toBe(true);
  const hasEnded = () => performance.now() - freedMs > 12_000; // the alert's quiet time
  await waitUntil(hasEnded, { withinMs: 30_000 });
  await requests.stop();
  expect(await member.app.health()).toBe("ok");
  member.app.child.kill("SIGTERM");
  const { code, stdout } = await member.app.ended();
  expect(code).toBe(0);
  const alerts = stdout.split("\n").filter((line) => line.includes('"alert":true'));
  const ofStorage = alerts.flatMap((line) => /cannot store|stores changes again/.exec(line)?.[0] ?? []);
  expect(ofStorage).toEqual(["cannot store", "stores changes again"]);
  expect(stdout).not.toContain("a request failed");
}, 300_000);
