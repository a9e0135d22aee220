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
