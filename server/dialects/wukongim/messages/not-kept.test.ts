import { expect, test } from "vitest";
import { getChannelHealth } from "@/server/queries/inboxes/channels";
import { encoded, setUpWukongim, textPayload } from "@/test/support/clients/wukongim";

const scene = setUpWukongim();

const send = (json: object) =>
  scene.tenant.client.post("/message/send", {
    ...{ channel_id: "____system", channel_type: 1, from_uid: "ann", payload: textPayload("Hello") },
    ...json,
  });
const notKept = async (now = new Date()) => {
  const { tenant, api } = scene;
  const services = { database: api.services.database, now: () => now };
  return (await getChannelHealth(services, tenant.admin, tenant.inboxId)).notKept;
};

test("messages to people that are sent as commands are counted by sender for seven days; commands are not", async () => {
  const header = { sync_once: 1 };
  await send({ from_uid: "", channel_id: "ann" });
  await send({ from_uid: "", channel_id: "ann", header, payload: encoded({ type: 99, cmd: "typing" }) });
  expect(await notKept()).toEqual({ count: 0, senders: [] });
  await send({ header });
  await send({ header });
  await send({ from_uid: "", channel_id: "ann", header });
  expect(await notKept()).toEqual({
    count: 3,
    senders: [
      { name: "ann", count: 2 },
      { name: "Backend", count: 1 },
    ],
  });
  expect(await notKept(new Date(Date.now() + 8 * 86_400_000))).toEqual({ count: 0, senders: [] });
});
