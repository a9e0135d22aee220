"use client";

import type { ReactNode } from "react";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";

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
      {error === null ? null : (
        <p role="alert" className="mt-2 text-bad text-sm">
          {error}
        </p>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{words.keep}</Button>
        <Button variant="danger" disabled={isPending} onClick={onConfirm}>
          {words.confirm}
        </Button>
      </div>
    </Dialog>
  );
}
