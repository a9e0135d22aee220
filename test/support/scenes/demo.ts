import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstRun } from "@/server/setup/first-run";
import type { World } from "./world";

/** The first run with the demo at the world's time; all its events are in the log. */
export async function firstRunOfDemo({ url, clock, relay }: World): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tickline-demo-"));
  await firstRun({ url, env: { SEED: "demo", DATA_DIR: folder }, now: () => clock.now });
  rmSync(folder, { recursive: true });
  await relay();
}
