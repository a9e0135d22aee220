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
  Presentation,
} from "lucide-react";

/** The first that fits the content type or the extension decides. */
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
  const described = [file.contentType.toLowerCase(), file.name.toLowerCase()];
  const found = ICONS.find(([pattern]) => described.some((text) => pattern.test(text)));
  const Icon = found?.[1] ?? File;
  return <Icon size={size} aria-hidden {...(className === undefined ? {} : { className })} />;
}
