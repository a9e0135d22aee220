export { fileKind, isInline } from "@/server/domain/file/file";
