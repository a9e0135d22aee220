import { afterAll, beforeAll, expect, test } from "vitest";
import { createDiskReserve } from "@/server/lib/files/disk-reserve";
import { listAlerts } from "@/server/queries/health/alerts";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { UNLIMITED, type UploadLimits } from "@/server/store/files/upload-usage";
import { watchDisk } from "@/server/worker/watches/watches";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const RESERVE = 1_000;
let free = 0;
const watched: UploadLimits = {
  ...UNLIMITED,
  disk: createDiskReserve({ folders: ["files"], bytes: RESERVE, freeIn: async () => free }),
};
const errors: unknown[] = [];
const log = { error: (entry: unknown) => errors.push(entry) };
/** What two workers do. */
async function watch(uploads = watched): Promise<void> {
  const context = { database: world.database, run: world.run, log, uploads };
  await Promise.all([watchDisk(context), watchDisk(context)]);
  expect(errors).toEqual([]);
}
const alertsOf = async (s: Stage) =>
  (await listAlerts(world.database, s.admin, { limit: 50 })).data
    .filter(({ kind }) => kind === "disk_filling")
    .map(({ facts, closedAt }) => ({ ...facts, isOpen: closedAt === null }));

test("every account is told once that the disk is filling, before uploads are refused, and it closes by itself", async () => {
  const stages = [await createStage(world), await createStage(world)];
  free = 2 * RESERVE;
  await watch();
  for (const s of stages) expect(await alertsOf(s)).toEqual([]);
  free = 2 * RESERVE - 1;
  await watch();
  free = RESERVE;
  await watch();
  const opened = { freeBytes: 1_999, reserveBytes: 1_000, isOpen: true };
  for (const s of stages) {
    expect(await alertsOf(s)).toEqual([opened]);
    const { data } = await listNotifications(world.database, s.admin, { limit: 50 });
    expect(data.filter(({ alert }) => alert?.kind === "disk_filling")).toHaveLength(1);
  }
  free = 2.5 * RESERVE - 1;
  await watch();
  for (const s of stages) expect(await alertsOf(s)).toEqual([opened]);
  free = 2.5 * RESERVE;
  await watch();
  for (const s of stages) expect(await alertsOf(s)).toEqual([{ ...opened, isOpen: false }]);
});

test("an alert that is open closes when files and the database were moved elsewhere", async () => {
  const s = await createStage(world);
  free = 0;
  await watch();
  await watch(UNLIMITED);
  expect(await alertsOf(s)).toMatchObject([{ isOpen: false }]);
});
