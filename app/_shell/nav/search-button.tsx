"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { usePageAction } from "@/app/_shell/keys/page-action";
import { IconButton } from "@/app/_ui/button";
import { Kbd } from "@/app/_ui/display/kbd";

/** Looks like a field; opens the search, in which one types. */
export function SearchButton({ className }: { className?: string }) {
  const t = useTranslations("search");
  const { perform } = useActionsHost();
  const { Icon, name, shortcut } = usePageAction("search");
  return (
    <button
      type="button"
      aria-label={name}
      onClick={() => perform("search")}
      className={cn(
        "flex h-8.5 w-full min-w-0 cursor-text items-center gap-2 rounded-s border border-line-strong bg-surface px-2 text-faint hover:bg-hover pointer-coarse:h-10",
        className,
      )}
    >
      <Icon size={14} aria-hidden className="shrink-0" />
      <span aria-hidden className="min-w-0 flex-1 truncate text-start">
        {t("field")}
      </span>
      <Kbd>{shortcut}</Kbd>
    </button>
  );
}

/** The same as an icon, for narrow windows. */
export function SearchIconButton() {
  const { perform } = useActionsHost();
  const { Icon, name } = usePageAction("search");
  return (
    <IconButton label={name} onClick={() => perform("search")}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}
