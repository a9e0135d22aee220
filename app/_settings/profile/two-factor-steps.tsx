"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Copy, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { textIn } from "@/app/_lib/session/sign-in";
import { useTRPC } from "@/app/_lib/trpc";
import { CopyField } from "@/app/_shared/copy-field";
import { useCopy } from "@/app/_shared/use-copy";
import { Button, buttonClass } from "@/app/_ui/button";
import { QrCode } from "@/app/_ui/display/qr-code";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";

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
      isShownOnce={step?.kind === "codes"}
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
  const list = useRef<HTMLUListElement>(null);
  const { isCopied, copy } = useCopy(() => list.current && getSelection()?.selectAllChildren(list.current));
  const file = `${t("fileTitle", { host: location.host })}\n\n${codes.join("\n")}\n`;
  return (
    <>
      <ul
        ref={list}
        aria-label={t("codes")}
        dir="ltr"
        className="mb-4 grid grid-cols-1 gap-x-6 gap-y-1 rounded-s border border-line bg-hover p-3 font-mono text-sm sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => void copy(codes.join("\n"))}>
          {isCopied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          <span aria-live="polite">{isCopied ? t("copied") : t("copy")}</span>
        </Button>
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
          download="tickline-recovery-codes.txt"
          className={buttonClass({})}
        >
          <Download size={15} aria-hidden />
          {t("download")}
        </a>
        <Button variant="primary" onClick={onDone}>
          {t("done")}
        </Button>
      </div>
    </>
  );
}

type ScanStepProps = {
  secret: string;
  uri: string;
  onDone: (answer: { recoveryCodes: string[] }) => unknown;
};

/** The authenticator's secret as QR code and text, and the first code that confirms it. */
function ScanStep({ secret, uri, onDone }: ScanStepProps) {
  const t = useTranslations("settings.profile.twoFactor");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const confirm = useMutation(trpc.twoFactor.confirm.mutationOptions({ onSuccess: onDone, gcTime: 0 }));
  return (
    <form
      method="post"
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ code: textIn(new FormData(event.currentTarget), "code") });
      }}
    >
      <div className="flex flex-col items-center">
        <QrCode text={uri} label={t("qr")} />
        {/* Nobody scans the screen of the phone that has the app. */}
        <a
          href={uri}
          className="hidden min-h-10 items-center font-medium text-accent underline-offset-2 hover:underline pointer-coarse:inline-flex"
        >
          {t("openApp")}
        </a>
      </div>
      <div>
        <p className="mb-1 font-medium">{t("byHand")}</p>
        <CopyField label={t("byHand")} value={secret} />
      </div>
      <Field
        label={t("code")}
        name="code"
        autoFocus={!matchMedia("(pointer: coarse)").matches}
        required
        inputMode="numeric"
        maxLength={10}
        autoComplete="one-time-code"
        dir="ltr"
        hint={t("codeHint")}
        error={confirm.error ? errorText(confirm.error) : undefined}
      />
      <Button variant="primary" type="submit" disabled={confirm.isPending} className="self-end">
        {t("confirm")}
      </Button>
    </form>
  );
}
