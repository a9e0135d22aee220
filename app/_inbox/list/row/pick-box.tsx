"use client";

import { useTranslations } from "next-intl";
import type { Pick } from "@/app/_inbox/list/use-selection";
import { useSingleKeys } from "@/app/_lib/preferences/single-keys";

type PickBoxProps = { displayId: number; name: string; isPicked: boolean; onPick: Pick };

/** Selects a row: over its picture, shown to the pointer, to the keyboard, and while anything is selected. */
export function PickBox({ displayId, name, isPicked, onPick }: PickBoxProps) {
  const t = useTranslations("bulk");
  const hasKey = useSingleKeys();
  return (
    <label className="absolute top-0 bottom-0.5 left-0 grid w-11 cursor-pointer place-items-center">
      <input
        type="checkbox"
        aria-label={t("select", { name })}
        checked={isPicked}
        // The key for it spares the readers of a long list half of their stops.
        tabIndex={hasKey ? -1 : 0}
        onChange={({ nativeEvent }) =>
          onPick(displayId, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey ? "extend" : "toggle")
        }
        className="size-4 cursor-pointer accent-accent opacity-0 checked:opacity-100 focus-visible:opacity-100 group-hover:opacity-100 group-data-picking/list:opacity-100"
      />
    </label>
  );
}
