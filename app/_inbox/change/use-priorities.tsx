"use client";

import { Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PriorityIcon } from "@/app/_shared/conversation/priority-mark";
import type { Priority } from "@/app/_shared/view/view";
import { PRIORITIES } from "@/server/contract/conversation/constants";

export type PriorityChoice = { id: string; priority: Priority | null; name: string; icon: ReactNode };

/** The priorities from the highest, then none. */
export function usePriorities(): PriorityChoice[] {
  const t = useTranslations("priority");
  return [
    ...PRIORITIES.toReversed().map((priority) => ({
      id: priority,
      priority,
      name: t(`value.${priority}`),
      icon: <PriorityIcon priority={priority} />,
    })),
    { id: "none", priority: null, name: t("none"), icon: <Minus size={15} className="text-faint" /> },
  ];
}
