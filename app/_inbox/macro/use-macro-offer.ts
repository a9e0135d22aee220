import { useTranslations } from "next-intl";
import type { Offer } from "@/app/_shell/keys/offers";
import type { ListedMacro } from "@/server/contract/organising/macro";

/** Returns a function that offers the macros as choices of one action. One that is broken says so. */
export function useMacroOffer() {
  const t = useTranslations("macro");
  return (macros: readonly ListedMacro[], run: (macro: ListedMacro) => void): Offer => ({
    choices: () =>
      macros.map((macro) => ({
        id: String(macro.id),
        name: macro.name,
        ...(macro.problems.length > 0 && { detail: t("broken") }),
        run: () => run(macro),
      })),
    isEnabled: macros.length > 0,
    whyNot: t("none"),
  });
}
