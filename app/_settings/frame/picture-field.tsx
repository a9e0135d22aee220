"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type DragEvent, type ReactNode, useId, useRef, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { postFile } from "@/app/_lib/files/upload-file";
import { useErrorText } from "@/app/_lib/refusal-text";
import { Button } from "@/app/_ui/button";
import { PICTURE_BYTES_MAX } from "@/server/contract/file/constants";

/** As browsers offer them; the server decides by the content. */
const ACCEPTED = "image/jpeg,image/png,image/gif,image/webp,image/avif,image/bmp";

type PictureFieldProps = {
  title: string;
  /** Where the picture is shown. */
  text: string;
  hasPicture: boolean;
  /** The picture; `src` is the chosen one while it is saved. */
  children: (src: string | null) => ReactNode;
  /** Saves the uploaded file, or removes the picture; resolves when the screen shows it. */
  onChange: (fileId: number | null) => Promise<unknown>;
};

/** A picture that is chosen or dropped, saved immediately, and removed. */
export function PictureField({ title, text, hasPicture, children, onChange }: PictureFieldProps) {
  const t = useTranslations("settings.picture");
  const errorText = useErrorText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: async (file: File | null) => onChange(file && (await uploadPicture(file))),
  });
  const change = (file: File | null) => {
    if (save.isPending) return;
    const src = file && URL.createObjectURL(file);
    setChosen(src);
    const end = () => {
      setChosen(null);
      if (src) URL.revokeObjectURL(src);
    };
    save.mutate(file, { onSettled: end });
  };
  const { isOver, ...dropTarget } = useDrop(change);
  return (
    <section
      aria-labelledby={`${id}-title`}
      className={cn(
        "-m-2 flex items-center gap-4 rounded-m p-2 outline-2 outline-transparent outline-dashed",
        isOver && "bg-accent-soft outline-accent",
      )}
      {...dropTarget}
    >
      <span className={cn("shrink-0 transition-opacity", save.isPending && "opacity-60")}>
        {children(chosen)}
      </span>
      <div className="min-w-0">
        <h2 id={`${id}-title`} className="font-medium">
          {title}
        </h2>
        <p className="text-muted text-sm">{text}</p>
        <p className="text-muted text-sm">{t("hint")}</p>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <input
            ref={input}
            type="file"
            accept={ACCEPTED}
            aria-label={title}
            tabIndex={-1}
            className="sr-only"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) change(file);
              currentTarget.value = ""; // the same file can be chosen again
            }}
          />
          <Button disabled={save.isPending} onClick={() => input.current?.click()}>
            {hasPicture ? t("replace") : t("choose")}
          </Button>
          {hasPicture ? (
            <Button variant="ghost" disabled={save.isPending} onClick={() => change(null)}>
              {t("remove")}
            </Button>
          ) : null}
          <span role="status" className="text-muted text-sm">
            {save.isPending ? t("saving") : null}
          </span>
        </div>
        {save.error ? (
          <p role="alert" className="mt-1.5 text-bad text-sm">
            {errorText(save.error)}
          </p>
        ) : null}
      </div>
    </section>
  );
}

/** The handlers of an element onto which a file can be dropped, and whether one is over it. */
function useDrop(onFile: (file: File) => void) {
  const [isOver, setOver] = useState(false);
  const isFile = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes("Files");
  return {
    isOver,
    onDragOver: (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer.files;
      if (file) onFile(file);
    },
  };
}

/** A refused upload, as `useErrorText` reads it. */
class UploadRefused extends Error {
  override readonly name = "UploadRefused";
  readonly data: { refusal: unknown };
  constructor(refusal: unknown) {
    super("the upload was refused");
    this.data = { refusal };
  }
}

/** Uploads a picture and returns its file's id; throws the refusal. One that is too large is not sent. */
async function uploadPicture(file: File): Promise<number> {
  if (file.size > PICTURE_BYTES_MAX) throw new UploadRefused({ code: "file.too_large", field: "file" });
  const { status, body } = await postFile(file);
  if (status !== 201) throw new UploadRefused(read(body, "error"));
  return Number(read(body, "id"));
}

const read = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
