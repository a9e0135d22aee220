import { afterAll, beforeAll, expect, test } from "vitest";
import type { Run } from "@/server/commands/_run/run";
import { deliveredToMember } from "@/server/commands/groups/change-members";
import { Refusal } from "@/server/contract/_shared/refusal";
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
  ["positions", "away", saveDevicePositions, away],
  ["ticks", "away", deliveredToMember, away],
  ["positions", "busy", saveDevicePositions, () => new Refusal("server.busy")],
  ["ticks", "busy", deliveredToMember, () => new Refusal("server.busy")],
])("%s are saved, without another one, after the database was %s", async (_, __, failing, fault) => {
  const saved: unknown[] = [];
  let isAway = true;
  const run = async (command: unknown, _caller: unknown, input: unknown) => {
    if (command === failing && isAway) throw fault();
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
