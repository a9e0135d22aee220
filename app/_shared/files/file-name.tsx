import {
  File,
  FileArchive,
  FileCode,
  FileHeadphone,
  FileImage,
  FilePlay,
  FileSpreadsheet,
  FileText,
  type LucideIcon,
  Paperclip,
  Presentation,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { splitName } from "@/app/_lib/files/file-text";

/** A file's name on one line. Without room it is cut in the middle, so that the extension stays visible. */
export function FileName({ name, className }: { name: string; className?: string }) {
  const [head, tail] = splitName(name);
  return (
    <bdi title={name} className={cn("flex min-w-0 whitespace-pre", className)}>
      {/* Two boxes would be read as two words. */}
      <span className="sr-only">{name}</span>
      <span aria-hidden className="truncate">
        {head}
      </span>
      <span aria-hidden className="shrink-0">
        {tail}
      </span>
    </bdi>
  );
}

/** The first that fits the extension decides, else the first that fits the content type. */
const ICONS: readonly [pattern: RegExp, icon: LucideIcon][] = [
  [/^image\/|\.(svg|heic|tiff?|psd)$/, FileImage],
  [/^audio\//, FileHeadphone],
  [/^video\//, FilePlay],
  [/spreadsheet|excel|csv|\.(xlsx?|ods|csv|tsv|numbers)$/, FileSpreadsheet],
  [/presentation|powerpoint|\.(pptx?|odp|key)$/, Presentation],
  [/zip|compressed|x-tar|gzip|\.(zip|rar|7z|tar|gz|bz2|xz)$/, FileArchive],
  [/json|xml|javascript|html|\.(json|xml|html?|js|ts|py|sh|sql|ya?ml)$/, FileCode],
  [/pdf|word|opendocument\.text|rtf|^text\/|\.(pdf|docx?|odt|rtf|txt|md|pages)$/, FileText],
];

type FileIconProps = { file: { name: string; contentType: string }; size: number; className?: string };

/** An icon by the type of a file. */
export function FileIcon({ file, size, className }: FileIconProps) {
  const find = (text: string) => ICONS.find(([pattern]) => pattern.test(text))?.[1];
  const extension = /\.[^.]+$/.exec(file.name.toLowerCase())?.[0] ?? "";
  const Icon = find(extension) ?? find(file.contentType.toLowerCase()) ?? File;
  return <Icon size={size} aria-hidden {...(className === undefined ? {} : { className })} />;
}

/** A paperclip with the number of files; nothing without any. */
export function FileCount({ count }: { count: number }) {
  const t = useTranslations("files");
  if (count === 0) return null;
  return (
    <span className="inline-flex shrink-0 items-center gap-0.5 text-faint text-xs tabular-nums">
      <Paperclip size={12} aria-hidden />
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t("several", { count })}</span>
    </span>
  );
}
