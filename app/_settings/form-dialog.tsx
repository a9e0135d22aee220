"use client";

import type { FormEvent, ReactNode } from "react";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";

type FormDialogProps = {
  title: string;
  words: { save: string; close: string };
  /** Why it was not saved, where no field says it. */
  error: string | null;
  isPending: boolean;
  onSave: (given: FormData) => void;
  onClose: () => void;
  children: ReactNode;
};

/** Where one thing of the settings is written: its fields, why it was refused, and the button that saves. */
export function FormDialog({ title, words, error, isPending, onSave, onClose, children }: FormDialogProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSave(new FormData(event.currentTarget));
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={title} closeLabel={words.close}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        {children}
        {error === null ? null : (
          <p role="alert" className="text-bad text-sm">
            {error}
          </p>
        )}
        <Button look="primary" type="submit" disabled={isPending} className="self-end">
          {words.save}
        </Button>
      </form>
    </Dialog>
  );
}
