"use client";

import type { TRPCLink } from "@trpc/client";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import { useSyncExternalStore } from "react";
import { refusalCodeOf } from "@/app/_lib/refusal-text";
import type { AppRouter } from "@/server/trpc/router";

/** The open request for the password; `settle` answers whether it was given. */
export type ReauthenticationRequest = { settle: (isDone: boolean) => void };

let current: (ReauthenticationRequest & { answer: Promise<boolean> }) | null = null;
const listeners = new Set<() => void>();

function setCurrent(next: typeof current): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Asks for the password, once for calls at the same time; false when the member cancels or no screen can ask. */
function requestReauthentication(): Promise<boolean> {
  if (current) return current.answer;
  if (listeners.size === 0) return Promise.resolve(false);
  let settle: (isDone: boolean) => void = () => {};
  const answer = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  const request = {
    answer,
    settle(isDone: boolean) {
      if (current === request) setCurrent(null); // a late answer leaves the request that came after this one
      settle(isDone);
    },
  };
  setCurrent(request);
  return answer;
}

/** The open request, or null; for the dialog that answers it. */
export const useReauthenticationRequest = (): ReauthenticationRequest | null =>
  useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Asks for the password when the server requires it for a call, then repeats the call. */
export const reauthenticationLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let running: Unsubscribable;
      const repeatable = {
        ...observer,
        error: (error: Parameters<typeof observer.error>[0]) => {
          if (refusalCodeOf(error) !== "auth.reauthentication_required") return observer.error(error);
          void requestReauthentication().then((isDone) => {
            if (isDone) running = next(op).subscribe(observer);
            else observer.error(error);
          });
        },
      };
      running = next(op).subscribe(repeatable);
      return () => running.unsubscribe();
    });
