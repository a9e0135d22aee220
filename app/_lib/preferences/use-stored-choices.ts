"use client";

import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { useEffect } from "react";
import { showStored, storedLocale } from "./preferences";

/** Shows theme, row height and language as another window of the browser has stored them, on return to this one. */
export function useStoredChoices(): void {
  const router = useRouter();
  const locale = useLocale();
  useEffect(() => {
    const follow = () => {
      showStored();
      const stored = storedLocale();
      if (stored !== null && stored !== locale) router.refresh();
    };
    window.addEventListener("focus", follow);
    document.addEventListener("visibilitychange", follow);
    return () => {
      window.removeEventListener("focus", follow);
      document.removeEventListener("visibilitychange", follow);
    };
  }, [router, locale]);
}
