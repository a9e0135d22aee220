"use client";

import { type ComponentProps, lazy, Suspense, useState } from "react";
import { SELECTION_TARGET, WaitingActions } from "@/app/_inbox/cursor/waiting-actions";
import { useWhenIdle } from "@/app/_lib/use-when-idle";

const load = () => import("./bulk-bar");
const BulkBar = lazy(load);

/** The bar of actions for selected rows: loaded when the page is idle, or with the first selection. */
export function LazyBulkBar(props: ComponentProps<typeof BulkBar>) {
  const [isLoaded, setLoaded] = useState(false);
  useWhenIdle(() => load().then(() => setLoaded(true)));
  const hasSelection = props.selected.rows.length > 0;
  return isLoaded || hasSelection ? (
    <Suspense fallback={hasSelection ? <WaitingActions layer="selection" target={SELECTION_TARGET} /> : null}>
      <BulkBar {...props} />
    </Suspense>
  ) : null;
}
