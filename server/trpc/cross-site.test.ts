import { afterAll, beforeAll, expect, test } from "vitest";
import { cookieFor, openScreens, readAnswer, type Screens } from "@/test/support/clients/screens";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
let cookie: string;
beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
  cookie = await cookieFor(world, (await createTenant(world)).admin);
});
afterAll(async () => {
  await screens.close();
  await world.close();
});

async function ask(site: string | null) {
  const headers = { cookie, ...(site && { "sec-fetch-site": site }) };
  return readAnswer(await fetch(`${screens.url}/api/trpc/me.get`, { headers }));
}

test.each(["same-origin", null])("a query of Tickline's page is answered (%s)", async (site) => {
  expect(await ask(site)).toMatchObject({ status: 200 });
});

// A browser sends the session's cookie with a link of another site too.
test.each(["cross-site", "same-site", "none"])(
  "a query by a link elsewhere is refused (%s)",
  async (site) => {
    expect(await ask(site)).toMatchObject({ status: 403, refusal: { code: "auth.foreign_origin" } });
  },
);
