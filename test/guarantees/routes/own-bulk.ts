import { startBulk } from "@/server/commands/bulk/start-bulk";
import type { Caller } from "@/server/contract/_shared/caller";
import type { World } from "@/test/support/scenes/world";

/** A change of many conversations that the account has begun. */
export async function addBulk(world: World, admin: Caller, displayId: number): Promise<{ bulkId: number }> {
  const { result } = await world.run(startBulk, admin, {
    change: { action: "priority", params: { priority: "high" } },
    target: { displayIds: [displayId] },
    mode: "best_effort",
    timeoutS: 600,
  });
  return { bulkId: result.id };
}
