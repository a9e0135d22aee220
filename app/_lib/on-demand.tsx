"use client";

import { type ComponentType, type ReactNode, useEffect, useSyncExternalStore } from "react";

import { whenReachable } from "./when-reachable";

type Loaded<P> = { Component: ComponentType<P> } | { error: unknown };

export type OnDemand<P> = ComponentType<P & { fallback?: ReactNode }> & { preload: () => Promise<void> };

/**
 * A component whose code is loaded when it is first shown, or before that by `preload`; `fallback` is shown meanwhile.
 * It appears as soon as its code is there. After a suspended `lazy`, React waits until 300 ms since the last fallback.
 */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>): OnDemand<P> {
  let loaded: Loaded<P> | null = null;
  let loading: Promise<void> | null = null;
  const listeners = new Set<() => void>();
  const settle = (result: Loaded<P>) => {
    loaded = result;
    for (const listener of listeners) listener();
  };
  const preload = () => {
    loading ??= whenReachable(load)().then(
      (Component) => settle({ Component }),
      (error: unknown) => {
        loading = null; // the next to be shown loads again
        if (listeners.size > 0) settle({ error });
      },
    );
    return loading;
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && loaded && "error" in loaded) loaded = null;
    };
  };
  function Shown({ fallback = null, ...props }: P & { fallback?: ReactNode }) {
    const now = useSyncExternalStore(
      subscribe,
      () => loaded,
      () => null,
    );
    useEffect(() => void preload(), []);
    if (now === null) return fallback;
    if ("error" in now) throw now.error;
    return <now.Component {...(props as P)} />;
  }
  return Object.assign(Shown, { preload });
}
