export {
  FILE_FAILURES,
  type FileFailure,
  type FileKind,
  fileKind,
  isInline,
} from "@/server/domain/file/file";
