"use client";

import { type ComponentProps, lazy, Suspense, useRef, useState } from "react";
import { WaitingActions } from "@/app/_inbox/cursor/waiting-actions";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import type { ActionId } from "@/app/_shell/keys/registry";

const load = () => import("./bulk-bar");
const BulkBar = lazy(load);

/** The bar of actions for selected rows: loaded when the page is idle, or with the first selection. */
export function LazyBulkBar(props: Omit<ComponentProps<typeof BulkBar>, "requested">) {
  const [isLoaded, setLoaded] = useState(false);
  const requested = useRef<ActionId | null>(null);
  useWhenIdle(() => load().then(() => setLoaded(true)));
  const hasSelection = props.selected.rows.length > 0;
  return isLoaded || hasSelection ? (
    <Suspense fallback={hasSelection ? <WaitingActions layer="selection" requested={requested} /> : null}>
      <BulkBar {...props} requested={requested} />
    </Suspense>
  ) : null;
}
