"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { warn } from "@/app/_ui/overlay/toast";
import { type TwoFactorStep, TwoFactorSteps } from "./two-factor-steps";

/** Turns on two-factor authentication. It stays while `isOn`, until the recovery codes are saved. */
export function TurnOnTwoFactor({ isOn }: { isOn: boolean }) {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [step, setStep] = useState<TwoFactorStep | null>(null);
  const begin = useMutation({
    ...trpc.twoFactor.begin.mutationOptions({
      onSuccess: (begun) => setStep({ kind: "scan", ...begun }),
      onError: (error) => warn({ text: t("notDone"), detail: errorText(error) }),
    }),
    gcTime: 0, // the secret is discarded
  });
  return (
    <>
      {isOn ? null : (
        <Button disabled={begin.isPending} onClick={() => begin.mutate()}>
          {t("turnOn")}
        </Button>
      )}
      <TwoFactorSteps step={step} onStep={setStep} />
    </>
  );
}
