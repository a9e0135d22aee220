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
