"use client";

import { BookmarkCheck, BookmarkPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { View } from "@/app/_shared/view/view";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { isAsSaved } from "@/app/_shell/saved/saved-view";
import { useMayChange, useSavedView } from "@/app/_shell/saved/use-saved-views";
import { useChangeView } from "./use-change-view";

const CLASSES =
  "inline-flex h-6 items-center gap-1.5 rounded-full px-2 font-medium text-muted text-xs hover:bg-hover pointer-coarse:h-8";

/** Saves the filtered list: under a new name, or as the saved view from which it was opened. */
export function SaveButton({ view }: { view: View }) {
  const t = useTranslations("saved");
  const saved = useSavedView(view.savedId);
  const mayChange = useMayChange();
  const { refilter } = useChangeView();
  const { perform } = useActionsHost();
  if (view.scope === "trash" || (saved && isAsSaved(view, saved))) return null;
  if (saved && mayChange(saved))
    return (
      <button type="button" className={CLASSES} onClick={() => void refilter(saved)}>
        <BookmarkCheck size={12} aria-hidden />
        {t("update")}
      </button>
    );
  return (
    <button type="button" className={CLASSES} onClick={() => perform("saveView")}>
      <BookmarkPlus size={12} aria-hidden />
      {t(saved ? "saveAs" : "save")}
    </button>
  );
}
