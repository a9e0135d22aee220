import { expect, test } from "vitest";
import { one } from "@/server/store/_postgres/db";
import { claimRemovals } from "@/server/store/files/claim-files";
import { setUpPushes } from "@/test/support/scenes/push-scene";
import { storeFile } from "@/test/support/scenes/stored-files";
import { clampDueTimes } from "./clamp-due-times";

const at = setUpPushes();
const YEAR_S = 365 * 24 * 3_600;
const HOUR_S = 3_600;

test("after a clock that was a year ahead, a member who was there gets the push, and files are worked on", async () => {
  const { world, scene, device, send, service } = at;
  const { database, clock } = world;
  const { sessionId } = await device();
  scene.later(YEAR_S);
  await database.query("update user_session set attended_at = $2 where id = $1", [sessionId, clock.now]);
  await scene.receive();
  const file = await storeFile(world, scene.stage.accountId);

  scene.later(-YEAR_S);
  await clampDueTimes(database, clock.now);
  scene.later(HOUR_S);
  await send();
  expect(service.pushed).toHaveLength(1);
  const { dueAt } = one(
    await database.query<{ dueAt: Date }>(`select work_due_at as "dueAt" from file where id = $1`, [file.id]),
  );
  expect(dueAt <= clock.now).toBe(true);
});

test("after a clock that was a year ahead, the bytes of deleted files are removed within a minute", async () => {
  const { database, clock } = at.world;
  await database.query("insert into file_removal (key, due_at) values ('ahead', $1)", [
    new Date(clock.now.getTime() + YEAR_S * 1000),
  ]);
  await clampDueTimes(database, clock.now);
  const minuteLater = new Date(clock.now.getTime() + 60_000);
  const due = await claimRemovals(database, { now: minuteLater, limit: 10 });
  expect(due.map(({ key }) => key)).toContain("ahead");
});
