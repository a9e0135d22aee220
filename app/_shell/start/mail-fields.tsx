"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { AddressField } from "@/app/_shared/mail/address-field";
import FileList from "@/app/_shell/composer/file-list";
import { AttachButton, type AttachHandle } from "@/app/_shell/composer/file-picker";
import type { Files } from "@/app/_shell/composer/use-files";
import { Field } from "@/app/_ui/field";
import { SUBJECT_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { Addressee } from "@/server/contract/message/mail-addresses";

export type Copies = { cc: readonly Addressee[]; bcc: readonly Addressee[] };

type MailFieldsProps = { copies: Copies; files: Files; onChange: (copies: Copies) => void };

/** What a mail that begins a conversation has beside its recipient and its text. */
export default function MailFields({ copies, files, onChange }: MailFieldsProps) {
  const t = useTranslations("composer.mail");
  const attach = useRef<AttachHandle>(null);
  const present = [...copies.cc, ...copies.bcc];
  return (
    <>
      <div className="rounded-s border border-line-strong px-2.5 py-1">
        {(["cc", "bcc"] as const).map((kind) => (
          <AddressField
            key={kind}
            label={t(kind)}
            addresses={copies[kind]}
            present={present}
            own={[]}
            onChange={(addresses) => onChange({ ...copies, [kind]: addresses })}
          />
        ))}
      </div>
      <Field
        label={t("subject")}
        name="subject"
        required
        maxLength={SUBJECT_CHARS_MAX}
        autoComplete="off"
        dir="auto"
      />
      <div className="flex items-center gap-2">
        <AttachButton handle={attach} onFiles={files.add} />
        <span className="text-muted text-sm">{t("attach")}</span>
      </div>
      {files.uploads.length === 0 ? null : <FileList files={files} />}
    </>
  );
}
