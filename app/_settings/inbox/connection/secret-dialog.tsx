"use client";

import type { ReactNode } from "react";
import { CopyField } from "@/app/_shared/copy-field";
import { Dialog } from "@/app/_ui/overlay/dialog";

type SecretDialogProps = {
  words: { title: string; description: string; secret: string; close: string };
  /** Undefined while there is none to show. */
  secret: string | undefined;
  /** It is being made: nobody could see it later. */
  isMaking: boolean;
  onClose: () => void;
  children: ReactNode;
};

/** Shows a secret to copy, with what belongs to it below. */
export const SecretDialog = ({ words, secret, isMaking, onClose, children }: SecretDialogProps) => (
  <Dialog
    open
    onOpenChange={(isOpen) => !isOpen && onClose()}
    title={words.title}
    description={words.description}
    closeLabel={words.close}
    isShownOnce={isMaking || Boolean(secret)}
    isMaking={isMaking}
  >
    {secret ? <CopyField label={words.secret} value={secret} /> : null}
    {children}
  </Dialog>
);
