"use client";

import { usePathname } from "next/navigation";
import { usePush } from "@/app/_lib/leave/use-push";
import { goTo } from "./navigate";
import { hrefOf, type View } from "./view";

/** Within the inbox the URL changes without requesting a page from the server. */
export function useGoToView(): (view: View) => void {
  const path = usePathname();
  const push = usePush();
  return (view) => (path === "/inbox" ? goTo(view) : push(hrefOf(view)));
}
