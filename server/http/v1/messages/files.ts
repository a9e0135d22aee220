import { z } from "@hono/zod-openapi";
import { acceptUpload } from "@/server/commands/files/files";
import { id } from "@/server/contract/_shared/dto";
import { get, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { file } from "@/server/http/v1/schemas";
import { getFile } from "@/server/queries/messages/files";

const tag = "Files";
const byFile = z.object({ id: pathId("file.not_found") });

export const fileRoutes = [
  post(
    {
      path: "/v1/files",
      tag,
      summary: "Upload a file for a message, or a picture",
      description:
        "A form with one file, or the file itself as the body with `?name=`. Name it in `fileIds` of a message, or as a picture, within 24 hours; otherwise it is deleted. Its type is read from its content. Width, height, duration and preview are known some seconds later.",
      query: z.strictObject({ name: z.string().max(1_000).optional() }),
      takes: "upload",
      body: z.object({ fileIds: z.tuple([id]) }),
      answer: file,
      status: 201,
      location: ({ id: fileId }) => `/v1/files/${fileId}`,
      refuses: ["file.too_large", "file.not_stored", "file.over_budget", "storage.full"],
    },
    (tx, { body }) => acceptUpload(tx, { fileId: body.fileIds[0] }),
  ),
  get(
    {
      path: "/v1/files/{id}",
      tag,
      summary: "Get a file's metadata, with a new address of its bytes",
      description:
        "The address works for a day without a token. Only for files that you uploaded, those on messages that you may see, and pictures of members and of the account.",
      params: byFile,
      answer: file,
      refuses: ["file.not_found"],
    },
    ({ caller, params, services }) => getFile(services, caller, params.id),
  ),
];
