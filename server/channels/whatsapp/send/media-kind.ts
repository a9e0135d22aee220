const MB = 1024 * 1024;

type MediaKind = "image" | "video" | "audio" | "document";

/** What a browser and WhatsApp record. Of sounds in Ogg, Meta takes no other. */
const OPUS = "audio/ogg; codecs=opus";

/** What Meta calls types that are known by the bytes of a file under another name. */
const NAMES: ReadonlyMap<string, string> = new Map([
  [OPUS, "audio/ogg"],
  ["audio/x-m4a", "audio/mp4"],
]);

/** What WhatsApp shows as such, by Meta's list, and up to how many bytes. */
const KINDS: readonly (readonly [MediaKind, number, ReadonlySet<string>])[] = [
  ["image", 5 * MB, new Set(["image/jpeg", "image/png"])],
  ["video", 16 * MB, new Set(["video/mp4", "video/3gpp"])],
  ["audio", 16 * MB, new Set(["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/x-m4a", OPUS])],
];

/** Of a document. */
export const DOCUMENT_BYTES_MAX = 100 * MB;
/** Of the text below a file. */
export const CAPTION_CHARS_MAX = 1_024;

/** As what a file is sent. Everything else is a document, and so is a sound with a text: sounds have no caption. */
export function mediaKindOf(
  { contentType, bytes }: { contentType: string; bytes: number },
  { hasText }: { hasText: boolean },
): MediaKind {
  const found = KINDS.find(([, bytesMax, types]) => types.has(contentType) && bytes <= bytesMax);
  const kind = found?.[0] ?? "document";
  return kind === "audio" && hasText ? "document" : kind;
}

/** The type of a file, as Meta takes it. */
export const metaTypeOf = (contentType: string): string => NAMES.get(contentType) ?? contentType;

/** Whether a sound is shown as a voice message. */
export const isVoice = (contentType: string): boolean => contentType === OPUS;
