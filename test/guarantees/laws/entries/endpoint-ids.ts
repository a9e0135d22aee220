import type { Stage } from "@/test/guarantees/laws/stage";

/** The endpoint that a case was given. */
export const made = new WeakMap<Stage, { endpointId: number; deliveryId: number }>();
export const idOf = (stage: Stage) => ({ endpointId: made.get(stage)?.endpointId ?? 0 });
