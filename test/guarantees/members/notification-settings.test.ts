import { afterAll, beforeAll, expect, test } from "vitest";
import { setNotificationSettings } from "@/server/commands/members/notifications";
import { DEFAULT_NOTIFICATION_SETTINGS } from "@/server/contract/member/notification-settings";
import { readNotificationSettings } from "@/server/store/push/notification-settings";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("a change of one notification setting keeps the others, also of each way", async () => {
  const tenant = await createTenant(world);
  const { inbox } = await createScene(world, tenant);
  const { accountId, userId } = tenant.admin;
  const quietHours = { days: [1], from: "18:00", to: "08:00" };
  const set = (change: Parameters<typeof setNotificationSettings>[1]) =>
    world.run(setNotificationSettings, tenant.admin, change);
  await set({ mutedInboxIds: [inbox.id] });
  await set({ off: { push: ["mentioned"] }, locale: "zh" });
  await set({ off: { inApp: ["message"] }, quietHours });
  const stored = () => readNotificationSettings(world.database, { accountId, userId: userId ?? 0 });
  const chosen = {
    ...DEFAULT_NOTIFICATION_SETTINGS,
    off: { inApp: ["message"], push: ["mentioned"], mail: [] },
    mutedInboxIds: [inbox.id],
    locale: "zh",
  };
  expect(await stored()).toEqual({ ...chosen, quietHours });
  await set({ quietHours: null });
  expect(await stored()).toEqual(chosen);
});
