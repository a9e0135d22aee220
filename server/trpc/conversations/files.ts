import { FILE_BYTES_MAX, MESSAGE_FILES_MAX } from "@/server/contract/file/constants";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** Files of messages. Their bytes go through `/api/files`. */
export const filesRouter = router({
  /** The most bytes of a file, and the most files of a message. */
  limits: memberProcedure.query(() => ({ bytesMax: FILE_BYTES_MAX, perMessage: MESSAGE_FILES_MAX })),
});
