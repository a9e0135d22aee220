"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";

/** A page that failed. `digest` finds the error in the server's log. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations("error");
  return (
    <main className="grid h-window place-items-center">
      <h1 className="sr-only">{t("failed")}</h1>
      <EmptyState
        icon={<CircleAlert size={20} />}
        title={t("failed")}
        action={
          <Button variant="primary" onClick={reset}>
            {t("tryAgain")}
          </Button>
        }
      >
        {error.digest ? t("failedWithCode", { code: error.digest }) : t("failedText")}
      </EmptyState>
    </main>
  );
}
