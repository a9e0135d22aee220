"use client";

import { ArrowDownUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { goTo } from "@/app/_shell/view/navigate";
import { FIRST_VIEW, SORTS, type View } from "@/app/_shell/view/view";
import { Button } from "@/app/_ui/button";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";

/** The order of the list; its name is shown where it is not the usual one. */
export function SortMenu({ view }: { view: View }) {
  const t = useTranslations("filter");
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" aria-label={t("sortedBy", { sort: t(`sorts.${view.sort}`) })}>
          <ArrowDownUp size={14} aria-hidden />
          {view.sort === FIRST_VIEW.sort ? null : <span>{t(`sorts.${view.sort}`)}</span>}
        </Button>
      }
    >
      <MenuChoice
        label={t("sort")}
        value={view.sort}
        options={SORTS.map((sort) => ({ value: sort, label: t(`sorts.${sort}`) }))}
        onChange={(sort) => goTo({ ...view, selected: null, sort })}
      />
    </Menu>
  );
}
