"use client";

import { ListFilter } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import type { View } from "@/app/_shell/view/view";
import { IconButton } from "@/app/_ui/icon-button";

const FilterWindow = lazy(() => import("@/app/_inbox/filter/filter-window"));

/** Opens the list's filters. */
export function FilterMenu({ view }: { view: View }) {
  const t = useTranslations("filter");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t("title")} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <ListFilter size={16} aria-hidden />
      </IconButton>
      {isOpen ? (
        <Suspense fallback={null}>
          <FilterWindow view={view} field={null} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
