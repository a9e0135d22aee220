import { expect, onTestFinished, test } from "vitest";
import { createWukongimTenant, openWukongim, textPayload } from "@/test/support/clients/wukongim";
import { deleteUsersOf } from "./users";

test("of an erased customer nothing is kept: devices, listings, places and payloads, and of others everything", async () => {
  const api = await openWukongim();
  onTestFinished(() => api.close());
  const { admin, client } = await createWukongimTenant(api);
  const group = { channel_id: "g1", channel_type: 2 };
  await client.post("/channel", { ...group, subscribers: ["ann", "bob"] });
  await client.post("/channel/blacklist_add", { ...group, uids: ["ann", "bob"] });
  await client.post("/channel/blacklist_remove_all", group);
  await client.post("/channel/whitelist_add", { ...group, uids: ["ann", "bob"] });
  for (const uid of ["ann", "bob"]) {
    await client.post("/user/token", { uid, token: "t" });
    await client.post("/conversations/setUnread", { uid, ...group, unread: 0 });
    await client.post("/message/send", { ...group, from_uid: uid, payload: textPayload(uid) });
  }
  const [ann] = await api.world.database.query<{ id: number }>("select id from contact where name = 'ann'");
  await api.world.run((tx, id: number) => deleteUsersOf(tx, id), admin, ann?.id ?? 0);
  const left = await api.world.database.query(
    `select (select array_agg(from_uid) from wukongim_payload) as payloads,
            (select array_agg(uid) from wukongim_listed) as listed,
            (select array_agg(uid) from wukongim_device) as devices,
            (select count(*)::int from wukongim_place) as places`,
  );
  expect(left).toEqual([{ payloads: ["bob"], listed: ["bob"], devices: ["bob"], places: 1 }]);
});
