"use client";

import dynamic from "next/dynamic";
import { useSyncExternalStore } from "react";
import { whenReachable } from "@/app/_lib/when-reachable";
import type { BulkOperationDto } from "@/server/contract/conversation/bulk";

const RefusedDialog = dynamic(
  whenReachable(() => import("./refused-dialog").then((file) => file.RefusedDialog)),
  { ssr: false },
);

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
