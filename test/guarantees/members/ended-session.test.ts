import { expect, test } from "vitest";
import { callTrpc, cookieFor, type Screens } from "@/test/support/clients/screens";
import { untilBlocked } from "@/test/support/database/paused-commits";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createTenant, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
withScreens(async (opened) => {
  ({ world, screens } = opened);
});

test("a request whose session ends while it is under way is refused as signed out", async () => {
  const { admin } = await createTenant(world);
  const cookie = await cookieFor(world, admin);
  const input = { isHere: true };
  const attend = () =>
    callTrpc(screens, { path: "notificationSettings.attend", kind: "mutation", input, cookie });
  expect(await attend()).toMatchObject({ status: 200 });
  let answer: ReturnType<typeof attend> | undefined;
  await world.database.transaction(async (db) => {
    await db.query("delete from user_session where user_id = $1", [admin.userId]);
    answer = attend();
    await untilBlocked(world.database);
  });
  expect(await answer).toMatchObject({ status: 401, refusal: { code: "auth.required" } });
});
