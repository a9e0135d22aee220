"use client";

import { useMemo } from "react";
import { type PageUnsent, useUnsent } from "@/app/_shell/unsent/page-unsent";

export const RECIPIENT_KINDS = ["to", "cc", "bcc"] as const;
type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** By conversation and field. */
const pages = new WeakMap<PageUnsent, Map<string, string>>();

/** The addresses of a conversation's reply that were typed and are no recipients yet: those to be corrected outlive their fields. */
export function useTypedAddresses(displayId: number) {
  const unsent = useUnsent();
  return useMemo(() => {
    const typed = pages.get(unsent) ?? new Map<string, string>();
    pages.set(unsent, typed);
    const keyOf = (kind: RecipientKind) => `${displayId} ${kind}`;
    const read = (kind: RecipientKind): string => typed.get(keyOf(kind)) ?? "";
    return {
      isAny: () => RECIPIENT_KINDS.some((kind) => read(kind).trim() !== ""),
      of: (kind: RecipientKind) => ({
        read: () => read(kind),
        write: (text: string) => void typed.set(keyOf(kind), text),
      }),
    };
  }, [unsent, displayId]);
}
