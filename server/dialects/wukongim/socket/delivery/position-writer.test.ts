import { afterAll, beforeAll, expect, test } from "vitest";
import type { Run } from "@/server/commands/_run/run";
import { deliveredToMember } from "@/server/commands/groups/change-members";
import { saveDevicePositions } from "@/server/dialects/wukongim/commands/connected-devices";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createPositionWriter } from "./position-writer";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const DEVICE: Device = {
  ...{ accountId: 1, contactId: 5, deviceId: 9, inboxId: 1, identifier: "inbox", uid: "ann" },
  ...{ deviceFlag: 2, connectionId: "one", isMaster: false, name: "2:", commandNumber: 0 },
  tokenHash: Buffer.alloc(32),
};

const away = () => Object.assign(new Error("the server is closing"), { code: "57P01" });

test.each([
  ["positions", saveDevicePositions],
  ["ticks", deliveredToMember],
])("%s that the database did not take are saved when it is back, without another one", async (_, failing) => {
  const saved: unknown[] = [];
  let isAway = true;
  const run = async (command: unknown, __: unknown, input: unknown) => {
    if (command === failing && isAway) throw away();
    if (command === failing) saved.push(input);
  };
  const writer = createPositionWriter({ database: world.database, run: run as unknown as Run }, 1);
  writer.note(DEVICE, 7, 3);
  await writer.flush();
  expect(saved).toEqual([]);
  isAway = false;
  expect(await waitUntil(() => saved.length > 0, { withinMs: 20_000 })).toBe(true);
  expect(saved).toMatchObject([
    failing === deliveredToMember
      ? { conversation: { conversationId: 7 }, contactId: 5, upTo: 3 }
      : { positions: [{ deviceId: 9, conversationId: 7, number: 3 }] },
  ]);
});
