"use client";

import { Button } from "@/app/_ui/button";

type DialogActionsProps = {
  words: { cancel: string; confirm: string };
  variant: "primary" | "danger";
  /** Why it was not done. */
  error: string | null;
  isPending: boolean;
  onConfirm: () => void;
  onCancel: () => void;
};

/** The end of a dialog: the error, and the buttons that cancel and confirm. */
export function DialogActions({ words, variant, error, isPending, onConfirm, onCancel }: DialogActionsProps) {
  return (
    <>
      {error === null ? null : (
        <p role="alert" className="mt-2 text-bad text-sm">
          {error}
        </p>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onCancel}>{words.cancel}</Button>
        <Button variant={variant} disabled={isPending} onClick={onConfirm}>
          {words.confirm}
        </Button>
      </div>
    </>
  );
}
