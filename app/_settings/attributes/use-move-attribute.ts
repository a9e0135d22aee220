"use client";

import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { warn } from "@/app/_ui/overlay/toast";

/** Moves a definition one place up or down. */
export function useMoveAttribute() {
  const t = useTranslations("settings.attributes");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { move, pathFilter } = trpc.attributeDefinitions;
  const { mutate, isPending } = useSaveMutation(
    move.mutationOptions({ onError: (error) => warn({ text: t("notMoved"), detail: errorText(error) }) }),
    pathFilter(),
  );
  return { move: mutate, isPending };
}
