"use client";

import type { ReactNode } from "react";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { DialogActions } from "@/app/_ui/overlay/dialog-actions";

type ConfirmDialogProps = {
  title: string;
  /** The consequences. */
  text: string;
  words: { keep: string; confirm: string; close: string };
  /** Why it was not done. */
  error: string | null;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
  /** What it is done to, if the title does not name it. */
  children?: ReactNode;
};

/** Confirms what cannot be undone, and shows its consequences. */
export function ConfirmDialog({
  title,
  text,
  words,
  error,
  isPending,
  onConfirm,
  onClose,
  children,
}: ConfirmDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={title} closeLabel={words.close}>
      <p role="status" className="min-h-10 text-muted">
        {text}
      </p>
      {children}
      <DialogActions
        words={{ cancel: words.keep, confirm: words.confirm }}
        variant="danger"
        error={error}
        isPending={isPending}
        onConfirm={onConfirm}
        onCancel={onClose}
      />
    </Dialog>
  );
}
