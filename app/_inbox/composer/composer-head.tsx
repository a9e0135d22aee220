import { useTranslations } from "next-intl";
import type { Text } from "@/app/_shell/unsent/records";
import { Toggles } from "@/app/_ui/toggles";

type ComposerHeadProps = {
  kind: Text["kind"];
  /** The customer's. */
  name: string;
  onKind: (kind: Text["kind"]) => void;
};

/** Whether a reply or a note is written, and in whose conversation: also while the field has a text. */
export function ComposerHead({ kind, name, onKind }: ComposerHeadProps) {
  const t = useTranslations("composer");
  return (
    <div className="flex items-center gap-2 px-2 pt-1.5 pr-3.5">
      <Toggles
        label={t("kind")}
        value={kind}
        options={[
          { value: "message", label: t("reply") },
          { value: "note", label: t("note") },
        ]}
        onChange={onKind}
      />
      <p className="min-w-0 truncate text-muted text-sm" dir="auto">
        {t(kind === "note" ? "noteOn" : "replyTo", { name })}
      </p>
    </div>
  );
}
