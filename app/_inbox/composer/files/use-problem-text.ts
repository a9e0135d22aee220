import { useLocale, useTranslations } from "next-intl";
import { sizeText } from "@/app/_lib/files/file-text";
import type { UploadProblem } from "@/app/_lib/files/upload-state";
import type { FileLimits } from "@/app/_lib/files/uploads";

/** Returns a function for the reason why a file was not uploaded. */
export function useProblemText(limits: FileLimits | null): (problem: UploadProblem) => string {
  const t = useTranslations("files.problem");
  const locale = useLocale();
  return (problem) =>
    problem === "too_large" && limits ? t("over", { limit: sizeText(limits.bytesMax, locale) }) : t(problem);
}
