"use client";

import { useSyncExternalStore } from "react";

const unchanging = () => () => undefined;

/** The address under which the reader reaches Tickline; empty on the server, which does not know it. */
export const useOrigin = (): string =>
  useSyncExternalStore(
    unchanging,
    () => location.origin,
    () => "",
  );
