"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
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

/** New recovery codes. They are shown only once. */
function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useTranslations("settings.profile.twoFactor");
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(codes.join("\n")).then(
      () => setCopied(true),
      () => setCopied(false), // without a clipboard they can be selected
    );
  return (
    <>
      <ul
        aria-label={t("codes")}
        dir="ltr"
        className="mb-4 grid grid-cols-1 gap-x-6 gap-y-1 rounded-s border border-line bg-hover p-3 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void copy()}>
          <span aria-live="polite">{isCopied ? t("copied") : t("copy")}</span>
        </Button>
        <Button variant="primary" onClick={onDone}>
          {t("done")}
        </Button>
      </div>
    </>
  );
}
