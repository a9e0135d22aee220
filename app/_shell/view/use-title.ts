"use client";

import { useEffect } from "react";

/** Sets the window's title to the screen's name, after the number of unread notifications. */
export function useTitle(name: string, unread: number): void {
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name} · Tickline`;
  }, [name, unread]);
}
