import { afterAll, beforeAll } from "vitest";
import { openScreens, type Screens } from "@/test/support/clients/screens";
import { createWorld, type World } from "./world";

type Opened = { world: World; screens: Screens };

/** Opens a world with its screens for the tests of a file or a group, which `begin` prepares, and closes both after them. */
export function withScreens(begin: (opened: Opened) => Promise<void>): void {
  let world: World | undefined;
  let screens: Screens | undefined;
  beforeAll(async () => {
    world = await createWorld();
    screens = await openScreens(world);
    await begin({ world, screens });
  });
  afterAll(async () => {
    await screens?.close();
    await world?.close();
  });
}
