"use client";

import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";

type DeleteDialogProps = {
  title: string;
  /** The consequences of the deletion. */
  text: string;
  words: { keep: string; delete: string; close: string };
  /** Why it was not deleted. */
  error: string | null;
  isPending: boolean;
  onDelete: () => void;
  onClose: () => void;
};

/** Confirms a deletion that cannot be undone, and shows its consequences. */
export function DeleteDialog({ title, text, words, error, isPending, onDelete, onClose }: DeleteDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={title} closeLabel={words.close}>
      <p role="status" className="min-h-10 text-muted">
        {text}
      </p>
      {error === null ? null : (
        <p role="alert" className="mt-2 text-bad text-sm">
          {error}
        </p>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{words.keep}</Button>
        <Button variant="danger" disabled={isPending} onClick={onDelete}>
          {words.delete}
        </Button>
      </div>
    </Dialog>
  );
}
