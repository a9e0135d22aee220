import { memberProcedure, router } from "@/server/trpc/trpc";

/** Files. Their bytes go over `POST /api/files` and `/files/…`. */
export const filesRouter = router({
  /** The greatest file in bytes, and the most files of one message. */
  limits: memberProcedure.query(({ ctx }) => ctx.fileLimits),
});
