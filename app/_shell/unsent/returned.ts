"use client";

import { useEffect, useEffectEvent } from "react";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** What a reply that came back was sent with, beside its text, recipients and files. */
export type Returned = { quoted: MessageDto | null; isUnsigned: boolean };

/** Of this page's replies that came back, by conversation, until its composer is shown. */
const returned = new Map<number, Returned>();
const listeners = new Set<() => void>();

/** Passes what a reply was sent with to its conversation's composer, now or when that is shown. */
export function returnToComposer(displayId: number, one: Returned): void {
  returned.set(displayId, one);
  for (const listener of [...listeners]) listener();
}

/** Calls `onReturned` once for each reply of the conversation that came back. */
export function useReturned(displayId: number, onReturned: (one: Returned) => void): void {
  const collect = useEffectEvent(() => {
    const one = returned.get(displayId);
    if (!one) return;
    returned.delete(displayId);
    onReturned(one);
  });
  useEffect(() => {
    const listener = () => collect();
    listener();
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
}
