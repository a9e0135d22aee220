"use client";

import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { type PageUnsent, unsentOf } from "./page-unsent";

/** What the signed-in member has typed and not sent. */
export function useUnsent(): PageUnsent {
  const { accountId, id } = useMe();
  return useMemo(() => unsentOf({ accountId, id }), [accountId, id]);
}
