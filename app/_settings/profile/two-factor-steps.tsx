"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { RecoveryCodes } from "./recovery-codes";
import { ScanStep } from "./scan-step";

/** What is shown once: the secret to scan, or new recovery codes. */
export type TwoFactorStep =
  | { kind: "scan"; secret: string; uri: string }
  | { kind: "codes"; recoveryCodes: string[] };

type TwoFactorStepsProps = { step: TwoFactorStep | null; onStep: (step: TwoFactorStep | null) => void };

/** The dialog of a step; the first code leads from the secret to the recovery codes. */
export function TwoFactorSteps({ step, onStep }: TwoFactorStepsProps) {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isScan = step?.kind === "scan";
  return (
    <Dialog
      open={step !== null}
      onOpenChange={(open) => open || onStep(null)}
      title={isScan ? t("scan") : t("codes")}
      description={isScan ? t("scanText") : t("codesText")}
      closeLabel={t("close")}
    >
      {isScan ? (
        <ScanStep
          {...step}
          onDone={({ recoveryCodes }) => {
            onStep({ kind: "codes", recoveryCodes });
            return queryClient.invalidateQueries(trpc.twoFactor.pathFilter());
          }}
        />
      ) : null}
      {step?.kind === "codes" ? (
        <RecoveryCodes codes={step.recoveryCodes} onDone={() => onStep(null)} />
      ) : null}
    </Dialog>
  );
}
