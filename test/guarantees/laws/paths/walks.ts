import { turn } from "@/server/worker/bulk/work-bulk";
import { purgeDue } from "@/server/worker/jobs/retention-jobs";
import { EDGES } from "./path";
import type { PathStage, PathWorld } from "./stage";
import { PATHS } from "./table";

/** Every path by every edge that can take it. */
export const WALKS = PATHS.flatMap((path) =>
  EDGES.filter((edge) => typeof path.ways[edge] !== "string").map(
    (edge) => [`${path.title}: by ${edge}`, path, edge] as const,
  ),
);

/** The operations or deletions that the worker executes. */
export const listDue = ({ world }: PathWorld, ends: "bulk" | "deletion", { place }: PathStage) =>
  world.database.query<{ id: number }>(
    `select id from ${ends === "bulk" ? "bulk_operation" : "deletion"} where account_id = $1 and state = 'running'`,
    [place.accountId],
  );

/** Runs the worker's own loop to the end. */
export async function end(paths: PathWorld, ends: "bulk" | "deletion", stage: PathStage): Promise<void> {
  const { workerContext, place } = stage;
  if (ends === "deletion") return purgeDue(workerContext);
  const log = { ...workerContext.log, warn: () => undefined };
  for (const { id } of await listDue(paths, ends, stage))
    await turn({ run: workerContext.run, log }, { accountId: place.accountId, bulkId: id });
}
