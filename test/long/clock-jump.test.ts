import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openDatabase } from "@/server/store/_postgres/db";
import { startLoad } from "@/test/guarantees/processes/cluster/load";
import { SECRET, startMembers, watchHealth } from "@/test/guarantees/processes/cluster/members";
import { openReader } from "@/test/guarantees/processes/cluster/reader";
import { readLogEnd, verifyDatabase, verifyReader } from "@/test/guarantees/processes/cluster/verify";
import { createTestDatabase } from "@/test/support/database/database";
import { findProgram } from "@/test/support/database/debian-program";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const JUMPS = ["+3600", "-3600", "+0"];
/** Replies that are acknowledged after each jump. */
const REPLIES = 100;

/** Debian's libfaketime, which reads the difference from a file. */
function findLibrary(): string | undefined {
  const folder = readdirSync("/usr/lib").map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);
  return folder.find((path) => existsSync(path));
}

test("the clock of the product jumps by an hour, both ways, under load: nothing is lost, doubled or out of order", async ({
  skip,
}) => {
  const program = findProgram("faketime");
  if ("missing" in program) return skip(program.missing);
  const library = findLibrary();
  if (!library) return skip("libfaketimeMT.so.1 is not in /usr/lib");
  const folder = mkdtempSync(join(tmpdir(), "tickline-clock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = join(folder, "difference");
  const jump = (seconds: string) => writeFileSync(clock, seconds);
  jump("+0");
  const { url } = await createTestDatabase();
  const members = await startMembers({
    webs: 1,
    workers: 1,
    env: {
      DATABASE_URL: url,
      ADMIN_API_TOKEN: TOKEN,
      SEED: "empty",
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
  });
  const [web] = members;
  if (!web) throw new Error("there must be one process");
  const health = watchHealth(members);
  const reader = await openReader(web.url, SECRET, 1);
  const load = await startLoad({ url: web.url, token: TOKEN, seed: 3, conversations: 4 });
  const isReplied = async () => {
    const before = load.promised.sends.size;
    return waitUntil(() => load.promised.sends.size >= before + REPLIES, { withinMs: 60_000 });
  };
  expect(await isReplied()).toBe(true);
  for (const seconds of JUMPS) {
    jump(seconds);
    expect(await isReplied(), `after a jump to ${seconds} s`).toBe(true);
  }
  await load.stop();
  // The jump makes automatic retries due: a message that has failed is pending again.
  for (const [id, status] of load.promised.ticks) if (status === "failed") load.promised.ticks.delete(id);

  const database = openDatabase({ url, max: 2 });
  onTestFinished(() => database.close());
  const isRead = async () => {
    const { waiting, lastSeq } = await readLogEnd(database);
    return waiting === 0 && reader.seqs.at(-1) === lastSeq;
  };
  expect(await waitUntil(isRead, { withinMs: 30_000 })).toBe(true);
  const [{ hours }] = (await database.query(
    "select extract(epoch from max(occurred_at) - min(occurred_at)) / 3600 as hours from event",
  )) as [{ hours: number }];
  expect(Number(hours), "the clock has jumped").toBeGreaterThan(1.9);
  expect(health.stop()).toEqual([]);
  await verifyDatabase(database, load.promised);
  verifyReader(reader, (await readLogEnd(database)).lastSeq);
}, 300_000);
