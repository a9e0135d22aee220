import { afterEach, expect, test } from "vitest";
import { createPositionWriter } from "@/server/dialects/wukongim/socket/delivery/position-writer";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { openSocketStage } from "@/test/support/scenes/socket-stage";

const stage = openSocketStage();
afterEach(() => provideMaintenance(() => null));

const TEXT = "We are moving to larger servers.";

test("a device connects during maintenance, its messages are refused with the operator's text, and go on afterwards", async () => {
  provideMaintenance(() => ({ text: TEXT }));
  const ann = await stage.connect({ uid: "ann" });
  expect(ann.answer).toMatchObject({ result: { reasonCode: 1 } });
  for (const more of [{}, { header: { noPersist: true } }])
    expect(await ann.request("send", stage.toGroup("Hello", more))).toMatchObject({
      error: { message: TEXT },
    });
  provideMaintenance(() => null);
  expect(await ann.request("send", stage.toGroup("Hello"))).toMatchObject({ result: { reasonCode: 1 } });
});

test("what a device acknowledges during maintenance waits, and is saved after its end", async () => {
  const { services, world } = stage.api;
  await stage.connect({ uid: "ann" });
  const { tenant, inbox, conversationId, contactOf } = stage.scene;
  const { accountId } = tenant;
  const contactId = contactOf("ann");
  const [{ id: deviceId } = { id: 0 }] = await world.database.query<{ id: number }>(
    "select id::float8 as id from connected_device where account_id = $1 and contact_id = $2",
    [accountId, contactId],
  );
  const saved = async () =>
    (
      await world.database.query<{ number: number }>(
        "select number::float8 as number from device_position where account_id = $1 and device_id = $2 and conversation_id = $3",
        [accountId, deviceId, conversationId],
      )
    ).map(({ number }) => number);
  const writer = createPositionWriter(services, accountId);
  const device: Device = {
    ...{ accountId, contactId, deviceId, inboxId: inbox.id, identifier: inbox.identifier, uid: "ann" },
    ...{ deviceFlag: 2, connectionId: "one", isMaster: false, name: "2:", commandNumber: 0 },
    tokenHash: Buffer.alloc(32),
  };
  provideMaintenance(() => ({ text: TEXT }));
  const before = await saved();
  writer.note(device, conversationId, 7);
  await writer.flush();
  expect(await saved()).toEqual(before);
  provideMaintenance(() => null);
  await writer.flush();
  expect(await saved()).toEqual([7]);
});
