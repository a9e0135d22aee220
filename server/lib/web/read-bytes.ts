export type BodyErrors = {
  /** The body has more bytes than allowed. */
  tooLarge: () => Error;
  /** The client hung up, or broke the chunked encoding. */
  broken: (cause?: unknown) => Error;
};

/** A request's whole body, at most `bytesMax`, with or without a content-length. */
export async function readBytes(
  request: Request,
  bytesMax: number,
  errors: BodyErrors,
): Promise<Uint8Array<ArrayBuffer>> {
  const length = request.headers.get("content-length");
  if (length === null) return readChunks(request, bytesMax, errors);
  if (Number(length) > bytesMax) throw errors.tooLarge();
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    throw errors.broken(error);
  }
}

async function readChunks(
  { body }: Request,
  bytesMax: number,
  { tooLarge, broken }: BodyErrors,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = body?.getReader(); reader; ) {
    const { done, value } = await reader.read().catch((error: unknown) => Promise.reject(broken(error)));
    if (done) break;
    length += value.byteLength;
    if (length > bytesMax) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
