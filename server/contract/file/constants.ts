export {
  FILE_BYTES_MAX,
  FILE_FAILURES,
  type FileFailure,
  type FileKind,
  fileKind,
  isInline,
  MESSAGE_FILES_BOUND,
  MESSAGE_FILES_MAX,
} from "@/server/domain/file/file";
