import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type OpenSpool, openStandInCore, openTestSpool } from "@/test/support/network/stand-in-core";

const DISK_BYTES = 1024 * 1024;
const NO_MOUNT = "a filesystem cannot be mounted here: run it as root, with the right to mount";

const run = (program: string, ...args: string[]) =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

test("a spool on a full disk refuses with 503, sends once what it had accepted, and accepts again when there is room", async (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tickline-disk-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  if (!run("mount", "-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", dataDir))
    return context.skip(NO_MOUNT);
  onTestFinished(() => void run("umount", "--lazy", dataDir));
  const core = await openStandInCore();
  const spool = await openTestSpool(core.url, { dataDir });
  for (let round = 0; round < 3; round++) {
    await core.stop();
    core.received.length = 0;
    const { kept, refused } = await fill(spool, round);
    expect(kept.length).toBeGreaterThan(20);
    expect(new Set(refused)).toEqual(new Set(["503 spool.full"]));
    await core.start();
    expect(await waitUntil(() => spool.state.waiting() === 0, { withinMs: 10_000 })).toBe(true);
    expect(core.received.map(({ body }) => String(body))).toEqual(kept);
  }
  await spool.end();
  core.received.length = 0;
  const next = await openTestSpool(core.url, { dataDir });
  expect([next.state.waiting(), core.received.length]).toEqual([0, 0]);
});

/** Sends mails until twenty were refused, smaller ones at the end, so that nothing of the disk is left. */
async function fill(spool: OpenSpool, round: number): Promise<{ kept: string[]; refused: string[] }> {
  const kept: string[] = [];
  const refused: string[] = [];
  for (let nth = 0; refused.length < 20; nth++) {
    const body = `mail ${round} ${nth} ${"x".repeat(refused.length < 10 ? 20_000 : 500)}`;
    const answer = await fetch(`${spool.url}/channels/email/a`, { method: "POST", body });
    if (answer.status === 202) kept.push(body);
    else refused.push(`${answer.status} ${(await answer.json()).error.code}`);
  }
  return { kept, refused };
}
