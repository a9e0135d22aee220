"use client";

import { usePathname, useRouter } from "next/navigation";
import { goTo } from "./navigate";
import { hrefOf, type View } from "./view";

/** Within the inbox the URL changes without asking the server for a page. */
export function useGoToView(): (view: View) => void {
  const path = usePathname();
  const router = useRouter();
  return (view) => (path === "/inbox" ? goTo(view) : router.push(hrefOf(view)));
}
