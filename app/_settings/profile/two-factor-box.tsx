"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { type TwoFactorStep, TwoFactorSteps } from "./two-factor-steps";

/** The member's own two-factor authentication. */
export function TwoFactorBox() {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery({ ...trpc.twoFactor.get.queryOptions(), ...READ_ON_RETURN });
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
          {data.isOn ? <ChangeTwoFactor /> : null}
          <TurnOnTwoFactor isOn={data.isOn} />
        </>
      ) : (
        <LoadState error={error} onRetry={refetch} />
      )}
    </section>
  );
}

/** New recovery codes, and turning it off. */
function ChangeTwoFactor() {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [step, setStep] = useState<TwoFactorStep | null>(null);
  const [isTurningOff, setTurningOff] = useState(false);
  const invalidate = () => queryClient.invalidateQueries(trpc.twoFactor.pathFilter());
  const renew = useMutation({
    ...trpc.twoFactor.renewCodes.mutationOptions({
      onSuccess: ({ recoveryCodes }) => {
        setStep({ kind: "codes", recoveryCodes });
        return invalidate();
      },
      onError: (error) => warn({ text: t("notDone"), detail: errorText(error) }),
    }),
    gcTime: 0, // the codes are discarded
  });
  const turnOff = useMutation(
    trpc.twoFactor.turnOff.mutationOptions({
      onSuccess: () => {
        setTurningOff(false);
        notify({ text: t("turnedOff") });
        return invalidate();
      },
    }),
  );
  return (
    <div className="flex flex-wrap gap-2">
      <Button disabled={renew.isPending} onClick={() => renew.mutate()}>
        {t("renew")}
      </Button>
      <Button variant="danger" onClick={() => setTurningOff(true)}>
        {t("turnOff")}
      </Button>
      <TwoFactorSteps step={step} onStep={setStep} />
      {isTurningOff ? (
        <ConfirmDialog
          title={t("turnOffTitle")}
          text={t("turnOffText")}
          words={{ keep: t("keep"), confirm: t("turnOffDo"), close: t("close") }}
          error={turnOff.error ? errorText(turnOff.error) : null}
          isPending={turnOff.isPending}
          onConfirm={() => turnOff.mutate()}
          onClose={() => setTurningOff(false)}
        />
      ) : null}
    </div>
  );
}

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
