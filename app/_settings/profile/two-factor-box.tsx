"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import { PasswordStep } from "./password-step";
import { RecoveryCodes } from "./recovery-codes";
import { ScanStep } from "./scan-step";

/** The open step; each flow begins with the password. */
type Step =
  | { kind: "turnOn" | "renew" | "turnOff" }
  | { kind: "scan"; secret: string; uri: string }
  | { kind: "codes"; recoveryCodes: string[] };

/** The member's own two-factor authentication: turned on by a first code, and off by the password. */
export function TwoFactorBox() {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.twoFactor.get.queryOptions());
  const [step, setStep] = useState<Step | null>(null);
  return (
    <section aria-labelledby="two-factor">
      <h2 id="two-factor" className="text-md">
        {t("title")}
      </h2>
      {data ? (
        <>
          <p className="mt-0.5 mb-3 text-muted">
            {data.isOn ? t("onText", { left: data.recoveryCodesLeft }) : t("offText")}
          </p>
          <div className="flex flex-wrap gap-2">
            {data.isOn ? (
              <>
                <Button onClick={() => setStep({ kind: "renew" })}>{t("renew")}</Button>
                <Button variant="danger" onClick={() => setStep({ kind: "turnOff" })}>
                  {t("turnOff")}
                </Button>
              </>
            ) : (
              <Button onClick={() => setStep({ kind: "turnOn" })}>{t("turnOn")}</Button>
            )}
          </div>
        </>
      ) : (
        <LoadState error={error} onRetry={refetch} />
      )}
      <StepDialog step={step} onStep={setStep} />
    </section>
  );
}

function StepDialog({ step, onStep }: { step: Step | null; onStep: (step: Step | null) => void }) {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invalidate = () => queryClient.invalidateQueries(trpc.twoFactor.pathFilter());
  const showCodes = ({ recoveryCodes }: { recoveryCodes: string[] }) => {
    onStep({ kind: "codes", recoveryCodes });
    return invalidate();
  };
  const [title, text] = wordsOf(step);
  return (
    <Dialog
      open={step !== null}
      onOpenChange={(open) => open || onStep(null)}
      title={t(title)}
      description={t(text)}
      closeLabel={t("close")}
    >
      {step?.kind === "turnOn" ? (
        <PasswordStep
          options={trpc.twoFactor.begin.mutationOptions()}
          onDone={(begun) => onStep({ kind: "scan", ...begun })}
        />
      ) : null}
      {step?.kind === "renew" ? (
        <PasswordStep options={trpc.twoFactor.renewCodes.mutationOptions()} onDone={showCodes} />
      ) : null}
      {step?.kind === "turnOff" ? (
        <PasswordStep
          options={trpc.twoFactor.turnOff.mutationOptions()}
          onDone={() => {
            onStep(null);
            notify({ text: t("turnedOff") });
            return invalidate();
          }}
        />
      ) : null}
      {step?.kind === "scan" ? <ScanStep {...step} onDone={showCodes} /> : null}
      {step?.kind === "codes" ? (
        <RecoveryCodes codes={step.recoveryCodes} onDone={() => onStep(null)} />
      ) : null}
    </Dialog>
  );
}

function wordsOf(step: Step | null) {
  if (step?.kind === "scan") return ["scan", "scanText"] as const;
  if (step?.kind === "codes") return ["codes", "codesText"] as const;
  return ["title", "passwordText"] as const;
}
