import type { Attachment } from "@/server/contract/_shared/dto";
import type { FileUrls } from "@/server/contract/file/file";
import { signedPath } from "./file-url";

/** Where the addresses in an answer lead, and when it is rendered. */
export type Rendering = { now: Date; baseUrl: string };

/** An attachment with the signed addresses of its bytes and of its preview; absent while there are none. */
export type RenderedAttachment = Attachment & FileUrls;

export const renderAttachment = (attachment: Attachment, rendering: Rendering): RenderedAttachment => ({
  ...attachment,
  ...fileUrls(attachment, rendering),
});

/** The signed addresses of a file: of its bytes once they are stored, and of its preview once it has one. */
export function fileUrls(attachment: Attachment, { now, baseUrl }: Rendering): FileUrls {
  if (attachment.state !== "ready") return {};
  const url = baseUrl + signedPath(attachment, { now });
  if (!attachment.hasPreview) return { url };
  return { url, previewUrl: baseUrl + signedPath(attachment, { now, isPreview: true }) };
}

type Attached = { attachments: Attachment[] };

const isAttached = (value: unknown): value is Attached =>
  typeof value === "object" && value !== null && "attachments" in value && Array.isArray(value.attachments);

const isFile = (value: unknown): value is Attachment =>
  typeof value === "object" && value !== null && "sha256" in value && "hasPreview" in value;

/** An answer that is a file, a message or a page of messages, with the addresses of the bytes; any other as it is. */
export function withFileUrls<A>(answer: A, rendering: Rendering): A {
  if (isFile(answer)) return renderAttachment(answer, rendering) as A; // with more fields
  const render = <T>(one: T): T =>
    isAttached(one)
      ? { ...one, attachments: one.attachments.map((each) => renderAttachment(each, rendering)) }
      : one;
  if (typeof answer !== "object" || answer === null) return answer;
  if (!("data" in answer) || !Array.isArray(answer.data)) return render(answer);
  return answer.data.some(isAttached) ? { ...answer, data: answer.data.map(render) } : answer;
}
