import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";

/** The page that imports every action (`app/actions/page.tsx`): Next would forward an action that it lacks to another one. */
const PAGE = "app/actions/page";
const manifest = z.object({
  node: z.record(z.string(), z.object({ workers: z.record(z.string(), z.unknown()) })),
});

/** Whether this build has an action of this id. */
export type HasAction = (id: string) => boolean;

/** The actions of Next's build: read once. In development Next compiles pages on demand, so they are read each time. */
export function createActionIds({ isDev, dir = process.cwd() }: { isDev: boolean; dir?: string }): HasAction {
  const file = join(dir, ".next", isDev ? "dev" : "", "server", "server-reference-manifest.json");
  let known: ReadonlySet<string> | undefined;
  return (id) => {
    if (isDev || !known) known = readIds(file, isDev);
    return known.has(id);
  };
}

function readIds(file: string, isDev: boolean): ReadonlySet<string> {
  try {
    const { node } = manifest.parse(JSON.parse(readFileSync(file, "utf8")));
    return new Set(Object.keys(node).filter((id) => isDev || PAGE in (node[id]?.workers ?? {})));
  } catch (error) {
    log.error(
      { reason: reasonOf(error) },
      "the server actions of the build are unknown: screens cannot change a status",
    );
    return new Set();
  }
}
