import { expect, test } from "vitest";
import type { Caller } from "@/server/contract/_shared/caller";
import { MEMBER_HEADER } from "@/server/contract/_shared/page-member";
import { readSessionCallerLately } from "@/server/queries/credentials/session-caller";
import { addMember, cookieFor, readAnswer, type Screens } from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createTenant, type Tenant, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
let tenant: Tenant;

withScreens(async (opened) => {
  ({ world, screens } = opened);
  tenant = await createTenant(world);
});

test("a page that another member has left open reads and changes nothing as the one who has signed in since", async () => {
  const { admin } = tenant;
  const earlier = await addMember(world, tenant, { role: "administrator", inboxIds: [] });
  const cookie = await cookieFor(world, admin);
  const inboxes = () => world.database.query("select 1 from inbox");
  const create = async (pageOf: Pick<Caller, "userId">) => {
    const headers = { cookie, "content-type": "application/json", origin: screens.url };
    const body = JSON.stringify({ json: { name: "Laden", channel: "api" } });
    const named = { ...headers, [MEMBER_HEADER]: String(pageOf.userId) };
    return readAnswer(
      await fetch(`${screens.url}/api/trpc/inboxes.create`, { method: "POST", headers: named, body }),
    );
  };
  const before = await inboxes();
  expect(await create(earlier)).toMatchObject({ status: 401, refusal: { code: "auth.required" } });
  expect(await inboxes()).toHaveLength(before.length);
  expect(await create(admin)).toMatchObject({ status: 200 });

  const topics = (pageOf: Pick<Caller, "userId">) =>
    readSessionCallerLately(world.database, { cookie, [MEMBER_HEADER]: String(pageOf.userId) });
  expect(await topics(earlier)).toBeNull();
  expect((await topics(admin))?.userId).toBe(admin.userId);
});
