"use client";

import { useEffect } from "react";

/** Shows the screen's name in the window's title, with the number of unread notifications before it. */
export function useTitle(name: string, unread: number): void {
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${name} · Tickline`;
  }, [name, unread]);
}
