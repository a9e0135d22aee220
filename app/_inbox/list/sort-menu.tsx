"use client";

import { ArrowDownUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { goTo } from "@/app/_shell/view/navigate";
import { SORTS, type View } from "@/app/_shell/view/view";
import { Button } from "@/app/_ui/button";
import { Menu, MenuChoice } from "@/app/_ui/overlay/menu";

/** Orders the list. An order that is not the usual one is shown with the filters. */
export function SortMenu({ view }: { view: View }) {
  const t = useTranslations("filter");
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("sortedBy", { sort: t(`sorts.${view.sort}`) })}>
          <ArrowDownUp size={15} aria-hidden />
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
