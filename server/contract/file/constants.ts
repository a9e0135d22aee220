export { type FileKind, fileKind, isInline, PICTURE_BYTES_MAX } from "@/server/domain/message/file";
