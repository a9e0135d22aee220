export { type FileKind, fileKind, isInline } from "@/server/domain/file/file";
