"use client";

import { useSyncExternalStore } from "react";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { BulkOperationDto } from "@/server/contract/conversation/bulk";

const RefusedDialog = windowOnDemand(() => import("./refused-dialog").then((file) => file.RefusedDialog));

let shown: BulkOperationDto | null = null;
const listeners = new Set<() => void>();

/** Shows the conversations that a bulk operation did not change, on whichever page its member is now. */
export function showRefused(bulk: BulkOperationDto | null): void {
  shown = bulk;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The place of that list. */
export function RefusedBulk() {
  const bulk = useSyncExternalStore(
    subscribe,
    () => shown,
    () => null,
  );
  return bulk ? <RefusedDialog bulk={bulk} onClose={() => showRefused(null)} /> : null;
}
